import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import {
  CallEnded,
  CallNotAdopted,
  CallNotFound,
  CallOfOtherCaller,
  CallOfOtherTenant,
  GraphRefused,
  GraphUnavailable,
  IdempotencyKeyReused,
  InvalidPageToken,
  InvalidRequest,
  NotAfterPassed,
  NoWorkerAnswered,
  OperationFailed,
  OperationSettled,
  QueueFull,
  SingleCancelUnsupported,
  TemporalUnavailable,
  TooManyNotifications,
  UnknownOperation,
  WorkflowTaskFailing,
} from '../client/index.ts';

/** Stable names of what can go wrong; the last part of a problem's `type`. */
export type ProblemType =
  | 'invalid-request'
  | 'not-found'
  | 'operation-not-found'
  | 'operation-settled'
  | 'operation-failed'
  | 'idempotency-key-reused'
  | 'call-not-found'
  | 'call-not-adopted'
  | 'call-of-other-caller'
  | 'call-of-other-tenant'
  | 'call-ended'
  | 'queue-full'
  | 'single-cancel-unsupported'
  | 'graph-not-configured'
  | 'graph-refused'
  | 'graph-unavailable'
  | 'worker-unavailable'
  | 'workflow-task-failing'
  | 'temporal-unavailable'
  | 'key-set-unavailable'
  | 'not-authenticated'
  | 'insufficient-scope'
  | 'foreign-host'
  | 'too-many-requests'
  | 'too-busy'
  | 'not-ready'
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
  'call-not-found': 'Graph does not know the call',
  'call-not-adopted': 'The call was not adopted',
  'call-of-other-caller': 'The call belongs to another caller',
  'call-of-other-tenant': 'The call belongs to another tenant',
  'call-ended': 'The call has ended',
  'queue-full': 'The call has as many media operations as it can have',
  'single-cancel-unsupported': 'Only all media of a call can be cancelled',
  'graph-not-configured': 'This server takes no calls of Graph',
  'graph-refused': 'Graph refused us',
  'graph-unavailable': 'Graph does not answer',
  'worker-unavailable': 'No worker answers',
  'workflow-task-failing': 'The workflow tasks of the operation keep failing',
  'temporal-unavailable': 'Temporal cannot be reached',
  'key-set-unavailable': 'The sender cannot be verified now',
  'not-authenticated': 'The caller is not known',
  'insufficient-scope': 'The caller may not do this',
  'foreign-host': 'The request was made for another host',
  'too-many-requests': 'The caller asks too much',
  'too-busy': 'There is too much to do here',
  'not-ready': 'The process is not ready',
  'not-verified': 'The sender is not verified',
  'unreadable-delivery': 'The delivery cannot be read',
  'internal-error': 'Something went wrong here',
};

const RETRY_AFTER_SECONDS = 5;
/** RFC 9457, section 6.1. */
export const PROBLEM_JSON = 'application/problem+json';

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
  answered.set(request, problem.type);
  const workflowId = error instanceof WorkflowTaskFailing ? error.instanceId : undefined;
  if (problem.status >= 500) request.log.error({ err: error, workflowId }, problem.type);
  if (problem.status === 503) void reply.header('retry-after', RETRY_AFTER_SECONDS);
  return reply.status(problem.status).type(PROBLEM_JSON).send(bodyOf(problem));
}

const answered = new WeakMap<object, ProblemType>();

/** As what a request was answered; `undefined` for one that was not answered with a problem. */
export function problemAnswered(request: object): ProblemType | undefined {
  return answered.get(request);
}

function problemOf(error: FastifyError | Error): Problem {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return invalid(fieldErrorsIn(error));
  if (error instanceof InvalidRequest) return invalid(error.errors);
  if (error instanceof InvalidPageToken)
    return invalid([{ pointer: '/pageToken', detail: 'is of another list, or none of ours' }]);
  if (error instanceof UnknownOperation) return new Problem('operation-not-found', 404, error.message);
  if (error instanceof OperationSettled)
    return new Problem('operation-settled', 409, error.message, { operation: error.view });
  if (error instanceof OperationFailed)
    return new Problem('operation-failed', 500, error.message, { failure: error.failure });
  const ofMedia = mediaProblemOf(error);
  if (ofMedia !== undefined) return ofMedia;
  if (error instanceof IdempotencyKeyReused) return new Problem('idempotency-key-reused', 422, error.message);
  if (error instanceof NotAfterPassed) return invalid([{ pointer: '/notAfter', detail: 'has passed already' }]);
  if (error instanceof WorkflowTaskFailing) return new Problem('workflow-task-failing', 503, error.message);
  if (error instanceof NoWorkerAnswered || error instanceof TooManyNotifications)
    return new Problem('worker-unavailable', 503, error.message);
  if (error instanceof TemporalUnavailable) return new Problem('temporal-unavailable', 503, error.message);
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  if (status < 500) return new Problem('invalid-request', status, error.message);
  return new Problem('internal-error', 500, 'The request could not be carried out; the log says why.');
}

function mediaProblemOf(error: Error): Problem | undefined {
  const { message } = error;
  if (error instanceof CallNotFound) return new Problem('call-not-found', 404, message);
  if (error instanceof CallNotAdopted) return new Problem('call-not-adopted', 404, message);
  if (error instanceof CallOfOtherCaller) return new Problem('call-of-other-caller', 409, message);
  if (error instanceof CallOfOtherTenant) return new Problem('call-of-other-tenant', 409, message);
  if (error instanceof CallEnded) return new Problem('call-ended', 409, message, { call: error.view });
  if (error instanceof QueueFull) return new Problem('queue-full', 409, message);
  if (error instanceof SingleCancelUnsupported)
    return new Problem('single-cancel-unsupported', 409, message, { operation: error.view });
  if (error instanceof GraphRefused) {
    const { status, code, knownCauses } = error.failure;
    return new Problem('graph-refused', 502, message, { graph: { status, code, ...(knownCauses && { knownCauses }) } });
  }
  if (error instanceof GraphUnavailable) return new Problem('graph-unavailable', 503, message);
  return undefined;
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

export function invalid(errors: readonly FieldError[]): Problem {
  const detail = errors.map(({ pointer, detail: what }) => `${pointer || 'the body'} ${what}`).join('; ');
  return new Problem('invalid-request', 400, `${detail}.`, { errors });
}

export function bodyOf({ type, status, message, extensions }: Problem): ProblemBody {
  return {
    type: `https://durable-calls.dev/problems/${type}`,
    title: TITLES[type],
    status,
    detail: message,
    ...extensions,
  };
}
