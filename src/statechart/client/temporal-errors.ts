import {
  isGrpcCancelledError,
  isGrpcDeadlineError,
  isGrpcServiceError,
  QueryNotRegisteredError,
  QueryRejectedError,
  ServiceError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { BEFORE_ITS_TASK, FAILURE_TYPES, UNFIT_VIEW } from '../messages.ts';
import type { StatePath } from '../state-path.ts';
import {
  AnswerUnfit,
  EventRefused,
  InvalidEvent,
  MachineFailed,
  NoWorkerAnswered,
  TemporalUnavailable,
} from './errors.ts';

/** The instance's run is closed, or there never was one. */
export function isClosedOrUnknown(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || error instanceof QueryRejectedError;
}

/** `WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW`. */
const CONTINUED_AS_NEW = 6;

/** A query came to a run that has just been continued by another one. */
export function isContinued(error: unknown): boolean {
  return error instanceof QueryRejectedError && (error.status as number) === CONTINUED_AS_NEW;
}

/** What was sent was given back and may be sent again, an update under its id: no worker was ready for it. */
function isGivenBack(error: unknown): boolean {
  const isBeforeItsTask = error instanceof QueryNotRegisteredError && error.message.startsWith(BEFORE_ITS_TASK);
  return isBeforeItsTask || grpcCode(error) === FAILED_PRECONDITION || failedAs(error, 'UnprocessedUpdate');
}

/** Temporal's word for an update that was accepted by a run which then ended, or continued as new. */
export function isRunOver(error: unknown): boolean {
  return failedAs(error, 'AcceptedUpdateCompletedWorkflow');
}

/** An update was refused, or failed, with an application failure of that type. */
export function failedAs(error: unknown, type: string): boolean {
  if (!(error instanceof WorkflowUpdateFailedError)) return false;
  return error.cause instanceof ApplicationFailure && error.cause.type === type;
}

/** A server that sees the deadline pass before we do cancels the call: CANCELLED says the same as DEADLINE_EXCEEDED. */
export function isDeadline(error: unknown): boolean {
  return (
    error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
    isGrpcDeadlineError(error) ||
    isGrpcCancelledError(error)
  );
}

/** gRPC UNAVAILABLE, RESOURCE_EXHAUSTED: the server is away or too busy. */
const AWAY_CODES: ReadonlySet<number> = new Set([14, 8]);
/**
 * gRPC FAILED_PRECONDITION: how a server refuses a query when no worker has polled lately, and gives an update back whose
 * workflow task failed, as one does when an event comes in while it completes the workflow.
 */
const FAILED_PRECONDITION = 9;

/** What a deadline or a service error says about who was missing: Temporal, or a worker. */
export async function whoIsMissing(
  error: unknown,
  client: Client,
  instanceId: string,
  timeoutMs: number,
): Promise<unknown> {
  // The SDK's word for every query that failed.
  if (error instanceof QueryNotRegisteredError && error.message.startsWith(UNFIT_VIEW))
    return new AnswerUnfit(error.message);
  if (isGivenBack(error)) return new NoWorkerAnswered(instanceId, timeoutMs);
  const code = grpcCode(error);
  if (code !== undefined && AWAY_CODES.has(code)) return new TemporalUnavailable(error);
  if (!isDeadline(error)) return error;
  return (await isReachable(client)) ? new NoWorkerAnswered(instanceId, timeoutMs) : new TemporalUnavailable(error);
}

/** For calls that need no worker: a deadline means that Temporal is away. */
export function asUnavailable(error: unknown): unknown {
  const code = grpcCode(error);
  return isDeadline(error) || (code !== undefined && AWAY_CODES.has(code)) ? new TemporalUnavailable(error) : error;
}

/** The refusal of a command in the words of our errors; `undefined` when the failure is none of ours, or says that the machine has ended. */
export function asRefusal(failure: unknown): Error | undefined {
  if (!(failure instanceof ApplicationFailure)) return undefined;
  const [detail] = (failure.details ?? []) as { state?: StatePath; accepts?: readonly string[] }[];
  switch (failure.type) {
    case FAILURE_TYPES.eventRefused:
      return new EventRefused(failure.message, detail?.state, detail?.accepts ?? []);
    case FAILURE_TYPES.invalidEvent:
    case FAILURE_TYPES.reservedEvent:
      return new InvalidEvent(failure.message);
    case FAILURE_TYPES.viewTooLarge:
    case FAILURE_TYPES.notSerializable:
      return new AnswerUnfit(failure.message);
    case FAILURE_TYPES.guardFailed:
    case FAILURE_TYPES.statechartFailed:
      return new MachineFailed(failure.message);
    default:
      return undefined;
  }
}

const REACHABILITY_TIMEOUT_MS = 2_000;

export async function isReachable(client: Client): Promise<boolean> {
  try {
    await client.withDeadline(Date.now() + REACHABILITY_TIMEOUT_MS, () => client.workflowService.getSystemInfo({}));
    return true;
  } catch {
    return false;
  }
}

function grpcCode(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof ServiceError && isGrpcServiceError(error.cause) ? error.cause.code : undefined;
}
