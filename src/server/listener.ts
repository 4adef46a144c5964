import fastify, { type FastifyBaseLogger } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { answerProblems } from './problem.ts';

const LARGEST_BODY_BYTES = 1024 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;

/** What the API and the webhooks have in common; they listen apart, for one is private and the other public. */
export function createListener(logger: FastifyBaseLogger) {
  const app = fastify({
    loggerInstance: logger,
    bodyLimit: LARGEST_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  answerProblems(app);
  return app;
}

export type Listener = ReturnType<typeof createListener>;
