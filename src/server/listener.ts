import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { addAnswerHeaders, answerWithHeaders } from './answer-headers.ts';
import { answerProblem, answerProblems } from './problem.ts';
import { requestIdOf } from './request-id.ts';
import { answerUnreadable } from './unreadable-requests.ts';

const LARGEST_BODY_BYTES = 1024 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const HEAD_TIMEOUT_MS = 10_000;
/** How often Node looks for those that are too slow. */
const SLOW_CHECK_INTERVAL_MS = 1_000;
const SWEEP_INTERVAL_MS = 50;

/** Of any type of JSON, such as `application/cloudevents-batch+json`. */
const JSON_WITH_SUFFIX = /^application\/[\w.-]+\+json(?:;|$)/i;

/** Of one part of a path: an id of 256 characters, each percent-encoded. The schemas are stricter, and name the part. */
const LONGEST_PARAMETER = 3 * 256;

/** Paths and queries are somebody's text, in which a number or a secret may stand: the route is logged, and our own id. */
function requestForLog({ method, routeOptions, params }: FastifyRequest): Record<string, unknown> {
  const { operationId } = (params ?? {}) as { operationId?: unknown };
  return {
    method,
    route: routeOptions.url ?? 'none',
    ...(typeof operationId === 'string' && OPERATION_ID.test(operationId) && { operationId }),
  };
}

const OPERATION_ID = /^[a-z-]{1,20}[0-9a-f]{32}(?:\.[0-9a-f]{1,32})?$/;

/** What the API and the webhooks have in common; they listen apart, for one is private and the other public. */
export function createListener(logger: FastifyBaseLogger) {
  const app = fastify({
    loggerInstance: logger.child({}, { serializers: { req: requestForLog } }),
    genReqId: requestIdOf,
    bodyLimit: LARGEST_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEAD_TIMEOUT_MS, connectionsCheckingInterval: SLOW_CHECK_INTERVAL_MS },
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket, logger),
    // No hook sees these.
    frameworkErrors: (error, request, reply) => {
      addAnswerHeaders(request, reply);
      void answerProblem(error, request, reply);
    },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  // The schema of an answer describes it: nothing is cut down to it, or fails by it.
  app.setSerializerCompiler(() => JSON.stringify);
  answerProblems(app);
  answerWithHeaders(app);
  parseJson(app);
  closeBusyConnectionsAfterTheirAnswer(app);
  return app;
}

/** An empty body is no body, whatever type it claims: many clients name one with every POST. */
function parseJson(
  app: Pick<FastifyInstance, 'addContentTypeParser' | 'getDefaultJsonParser' | 'removeContentTypeParser'>,
): void {
  // The framework would take text, and fail where a field is looked for: nothing but JSON is taken, the rest is 415.
  app.removeContentTypeParser('text/plain');
  const parse = app.getDefaultJsonParser('error', 'error');
  for (const type of ['application/json', JSON_WITH_SUFFIX]) {
    app.addContentTypeParser<string>(type, { parseAs: 'string' }, (request, body, done) => {
      if (body === '') done(null, undefined);
      else void parse(request, body, done);
    });
  }
}

/** A connection that is busy when closing begins is kept alive by its answer, and `close` would wait for it. */
function closeBusyConnectionsAfterTheirAnswer(app: Pick<FastifyInstance, 'addHook' | 'server'>): void {
  app.addHook('preClose', (done) => {
    const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_INTERVAL_MS);
    app.server.once('close', () => clearInterval(sweep));
    done();
  });
}

export type Listener = ReturnType<typeof createListener>;
