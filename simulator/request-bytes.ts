import type { FastifyInstance } from 'fastify';
import type { ErrorForm } from './answers.ts';

/** Bodies are kept as they came over the wire, whatever their type; what the framework refuses is said in the provider's words. */
export function takeBytes(app: FastifyInstance, errorAnswer: ErrorForm): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status === 500) process.stderr.write(`${error.stack ?? error.message}\n`);
    const { body } = errorAnswer(status, String(status), error.message);
    return reply.code(status).type('application/json').send(body);
  });
}
