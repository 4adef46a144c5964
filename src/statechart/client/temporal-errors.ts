import {
  isGrpcCancelledError,
  isGrpcDeadlineError,
  isGrpcServiceError,
  QueryNotRegisteredError,
  QueryRejectedError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { BEFORE_ITS_TASK, FAILURE_TYPES, UNFIT_VIEW, type RefusalDetail } from '../messages.ts';
import {
  AnswerUnfit,
  EventRefused,
  InvalidEvent,
  MachineFailed,
  NoWorkerAnswered,
  TemporalUnavailable,
  WorkflowTaskFailing,
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
  if (isBeforeItsTask || failedAs(error, 'UnprocessedUpdate')) return true;
  const code = grpcCode(error);
  if (code === RESOURCE_EXHAUSTED) return wordsOf(error).includes(CLOSING);
  return code === FAILED_PRECONDITION || (code === UNAVAILABLE && wordsOf(error).includes(QUERY_CLEARED));
}

/** Why an instance was not asked at all, or did not answer, is a reason that may pass: the same may be sent again. */
export function mayPass(error: unknown): boolean {
  if (isDeadline(error)) return wordsOf(error) !== GIVEN_UP_HERE;
  return isGivenBack(error) || isContinued(error) || isRunOver(error);
}

/** Temporal refused to ask, since the instance's workflow tasks fail one after the other. */
export function taskFailing(error: unknown, instanceId: string): WorkflowTaskFailing | undefined {
  const isFailing = grpcCode(error) === FAILED_PRECONDITION && wordsOf(error).includes(TASK_IN_FAILED_STATE);
  return isFailing ? new WorkflowTaskFailing(instanceId) : undefined;
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

const INVALID_ARGUMENT = 3;
/** Temporal server 1.31.2, service/history/consts: ErrSignalsLimitExceeded. */
const SIGNAL_LIMIT = 'exceeded workflow execution limit for signal events';

export function isSignalLimit(error: unknown): boolean {
  return grpcCode(error) === INVALID_ARGUMENT && wordsOf(error).includes(SIGNAL_LIMIT);
}

const UNAVAILABLE = 14;
const RESOURCE_EXHAUSTED = 8;
/** The server is away or too busy. */
const AWAY_CODES: ReadonlySet<number> = new Set([UNAVAILABLE, RESOURCE_EXHAUSTED]);
/**
 * gRPC FAILED_PRECONDITION: how a server refuses a query when no worker has polled lately, gives an update back whose
 * workflow task failed, as one does when an event comes in while it completes the workflow, and refuses both from the third
 * attempt at a workflow task on.
 */
const FAILED_PRECONDITION = 9;
/** Temporal server 1.31.2, service/history/api/queryworkflow and updateworkflow. */
const TASK_IN_FAILED_STATE = 'due to Workflow Task in failed state';
/** grpc-js, of a call that was aborted on this side: its caller has gone. */
const GIVEN_UP_HERE = 'Cancelled on client';
/** Temporal server 1.31.2, service/history/consts: a query that waited for a workflow task was let go unanswered. */
const QUERY_CLEARED = 'buffered query cleared, please retry';
/** Temporal server 1.31.2, service/history/consts: ErrWorkflowClosing. The run ends at this moment, or is continued. */
const CLOSING = 'workflow is closing';

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
  const [detail] = (failure.details ?? []) as RefusalDetail[];
  switch (failure.type) {
    case FAILURE_TYPES.eventRefused:
      return new EventRefused(failure.message, detail?.state, detail?.accepts ?? [], detail?.answer);
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
  return grpcErrorIn(error)?.code;
}

/** The server's own words. */
function wordsOf(error: unknown): string {
  return grpcErrorIn(error)?.details ?? '';
}

function grpcErrorIn(error: unknown): { readonly code: number; readonly details: string } | undefined {
  if (isGrpcServiceError(error)) return error;
  return error instanceof Error ? grpcErrorIn(error.cause) : undefined;
}
