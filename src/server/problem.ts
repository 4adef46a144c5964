import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import {
  IdempotencyKeyReused,
  NotAfterPassed,
  NoWorkerAnswered,
  OperationFailed,
  OperationSettled,
  TemporalUnavailable,
  UnknownOperation,
} from '../client/index.ts';

/** Stable names of what can go wrong; the last part of a problem's `type`. */
export type ProblemType =
  | 'invalid-request'
  | 'not-found'
  | 'operation-not-found'
  | 'operation-settled'
  | 'operation-failed'
  | 'idempotency-key-reused'
  | 'worker-unavailable'
  | 'temporal-unavailable'
  | 'key-set-unavailable'
  | 'not-verified'
  | 'unreadable-delivery'
  | 'internal-error';

interface FieldError {
  /** RFC 6901. */
  readonly pointer: string;
  readonly detail: string;
}

/** RFC 9457. */
interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly [extension: string]: unknown;
}

const TITLES: Readonly<Record<ProblemType, string>> = {
  'invalid-request': 'The request is not valid',
  'not-found': 'There is nothing here',
  'operation-not-found': 'There is no such operation',
  'operation-settled': 'The operation has settled',
  'operation-failed': 'The operation failed by a defect',
  'idempotency-key-reused': 'The idempotency key belongs to another request',
  'worker-unavailable': 'No worker answers',
  'temporal-unavailable': 'Temporal cannot be reached',
  'key-set-unavailable': 'The sender cannot be verified now',
  'not-verified': 'The sender is not verified',
  'unreadable-delivery': 'The delivery cannot be read',
  'internal-error': 'Something went wrong here',
};

const RETRY_AFTER_SECONDS = 5;

export class Problem extends Error {
  readonly type: ProblemType;
  readonly status: number;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(type: ProblemType, status: number, detail: string, extensions: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.type = type;
    this.status = status;
    this.extensions = extensions;
  }
}

/** Every answer that is not a success is a problem of one shape, also those of the framework. */
export function answerProblems(app: Pick<FastifyInstance, 'setNotFoundHandler' | 'setErrorHandler'>): void {
  app.setNotFoundHandler((request) => {
    throw new Problem('not-found', 404, `${request.method} ${request.url.split('?')[0]} does not exist.`);
  });
  app.setErrorHandler(answerProblem);
}

/** For what fails before there is a route, too: the framework hands it over by an option of its own. */
export function answerProblem(
  error: FastifyError,
  request: Pick<FastifyRequest, 'log'>,
  reply: Pick<FastifyReply, 'header' | 'status'>,
): FastifyReply {
  const problem = problemOf(error);
  if (problem.status >= 500) request.log.error({ err: error }, problem.type);
  if (problem.status === 503) void reply.header('retry-after', RETRY_AFTER_SECONDS);
  return reply.status(problem.status).type('application/problem+json').send(bodyOf(problem));
}

function problemOf(error: FastifyError | Error): Problem {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return invalid(fieldErrorsIn(error));
  if (error instanceof UnknownOperation) return new Problem('operation-not-found', 404, error.message);
  if (error instanceof OperationSettled)
    return new Problem('operation-settled', 409, error.message, { operation: error.view });
  if (error instanceof OperationFailed)
    return new Problem('operation-failed', 500, error.message, { failure: error.failure });
  if (error instanceof IdempotencyKeyReused) return new Problem('idempotency-key-reused', 422, error.message);
  if (error instanceof NotAfterPassed) return invalid([{ pointer: '/notAfter', detail: 'has passed already' }]);
  if (error instanceof NoWorkerAnswered) return new Problem('worker-unavailable', 503, error.message);
  if (error instanceof TemporalUnavailable) return new Problem('temporal-unavailable', 503, error.message);
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  if (status < 500) return new Problem('invalid-request', status, error.message);
  return new Problem('internal-error', 500, 'The request could not be carried out; the log says why.');
}

function fieldErrorsIn(error: {
  validation: readonly { instancePath: string; message?: string | undefined }[];
}): FieldError[] {
  return error.validation.map(({ instancePath, message }) => ({
    // The validator writes the whole body as '/', which in RFC 6901 is a property with an empty name.
    pointer: instancePath === '/' ? '' : instancePath,
    detail: message ?? 'is not valid',
  }));
}

function invalid(errors: readonly FieldError[]): Problem {
  const detail = errors.map(({ pointer, detail: what }) => `${pointer || 'the body'} ${what}`).join('; ');
  return new Problem('invalid-request', 400, `${detail}.`, { errors });
}

function bodyOf({ type, status, message, extensions }: Problem): ProblemBody {
  return {
    type: `https://durable-calls.dev/problems/${type}`,
    title: TITLES[type],
    status,
    detail: message,
    ...extensions,
  };
}
