import type { Answer, FailureRecord, View } from '../messages.ts';
import type { StatePath } from '../state-path.ts';

export type StatechartErrorCode =
  | 'ANSWER_UNFIT'
  | 'ALREADY_SETTLED'
  | 'EVENT_REFUSED'
  | 'INVALID_EVENT'
  | 'INVALID_INPUT'
  | 'MACHINE_FAILED'
  | 'NO_WORKER_ANSWERED'
  | 'START_MISMATCH'
  | 'TEMPORAL_UNAVAILABLE'
  | 'TOO_MANY_NOTIFICATIONS'
  | 'UNKNOWN_INSTANCE'
  | 'ENDED_WITHOUT_VIEW'
  | 'INSTANCE_CANCELLED'
  | 'NEVER_REACHED'
  | 'WAIT_TIMED_OUT'
  | 'WORKFLOW_TASK_FAILING';

/** What all errors of the client have in common: a `code` that stays the same over versions. */
export abstract class StatechartError extends Error {
  abstract readonly code: StatechartErrorCode;
  override get name(): string {
    return this.constructor.name;
  }
}

/** The machine had ended when the command came. */
export class AlreadySettled extends StatechartError {
  readonly code = 'ALREADY_SETTLED';
  readonly view: View;
  constructor(instanceId: string, view: View) {
    super(`${instanceId} has ended; nothing was sent.`);
    this.view = view;
  }
}

/** The state cannot take the event, or a guard said no. Nothing was written to history. */
export class EventRefused extends StatechartError {
  readonly code = 'EVENT_REFUSED';
  readonly state: StatePath | undefined;
  readonly accepts: readonly string[];
  /** The instance at that moment, as a command's answer shows it; missing where it is too large. */
  readonly answer: Answer | undefined;
  constructor(message: string, state: StatePath | undefined, accepts: readonly string[], answer?: Answer) {
    super(message);
    this.state = state;
    this.accepts = accepts;
    this.answer = answer;
  }
}

/** Not an event, or one of a type that is reserved for the statechart itself. */
export class InvalidEvent extends StatechartError {
  readonly code = 'INVALID_EVENT';
}

/** What an instance was to be started with cannot be written as JSON, or JSON would lose of it. Nothing was started. */
export class InvalidInput extends StatechartError {
  readonly code = 'INVALID_INPUT';
}

/**
 * What the instance would answer is too large for Temporal, or cannot be written as JSON; the message names the place.
 * A command that ends so has been carried out.
 */
export class AnswerUnfit extends StatechartError {
  readonly code = 'ANSWER_UNFIT';
}

/** The machine failed: with an error that it does not handle, or one in a guard. */
export class MachineFailed extends StatechartError {
  readonly code = 'MACHINE_FAILED';
  readonly failure: FailureRecord | undefined;
  readonly view: View | undefined;
  constructor(message: string, failure?: FailureRecord, view?: View) {
    super(message);
    this.failure = failure;
    this.view = view;
  }
}

/** The deadline passed. For a command this means *unknown*, never refused: it may still be carried out. */
export class NoWorkerAnswered extends StatechartError {
  readonly code = 'NO_WORKER_ANSWERED';
  constructor(instanceId: string, timeoutMs: number) {
    super(`No worker answered for ${instanceId} within ${timeoutMs} ms.`);
  }
}

/**
 * The instance's workflow tasks have failed or timed out at least twice in a row, and Temporal gives it nothing more to
 * answer until one is completed. For a command this means *unknown*, as for {@link NoWorkerAnswered}.
 */
export class WorkflowTaskFailing extends StatechartError {
  readonly code = 'WORKFLOW_TASK_FAILING';
  readonly instanceId: string;
  constructor(instanceId: string) {
    super(`The workflow tasks of ${instanceId} keep failing: its history and the workers' logs say why.`);
    this.instanceId = instanceId;
  }
}

/**
 * The instance's run has been given as many notifications as Temporal lets one run have: 10,000. A run that is served
 * continues as new long before. One that has waited for a worker so long may not be served any more: see the limits in
 * docs/statechart-runtime.md.
 */
export class TooManyNotifications extends StatechartError {
  readonly code = 'TOO_MANY_NOTIFICATIONS';
  constructor(instanceId: string) {
    super(
      `${instanceId} has been given 10,000 notifications, as many as Temporal lets one run have: does a worker serve it?`,
    );
  }
}

/** The id is taken by an instance that was started with other input, or by another workflow. */
export class StartMismatch extends StatechartError {
  readonly code = 'START_MISMATCH';
  constructor(instanceId: string, differsIn = 'with other input') {
    super(`${instanceId} was started before ${differsIn}; it is left as it is.`);
  }
}

export class TemporalUnavailable extends StatechartError {
  readonly code = 'TEMPORAL_UNAVAILABLE';
  constructor(cause: unknown) {
    super('Temporal cannot be reached.', { cause });
  }
}

export class UnknownInstance extends StatechartError {
  readonly code = 'UNKNOWN_INSTANCE';
  constructor(instanceId: string) {
    super(`There is no instance ${instanceId}, or its retention has passed.`);
  }
}

/** The machine ended, and what was waited for can never hold any more. */
export class NeverReached extends StatechartError {
  readonly code = 'NEVER_REACHED';
  readonly view: Answer;
  constructor(instanceId: string, view: Answer) {
    super(`${instanceId} has ended without what was waited for.`);
    this.view = view;
  }
}

/** What was waited for does not hold yet. */
export class WaitTimedOut extends StatechartError {
  readonly code = 'WAIT_TIMED_OUT';
  constructor(instanceId: string, timeoutMs: number) {
    super(`What was waited for did not hold for ${instanceId} within ${timeoutMs} ms.`);
  }
}

/** Temporal was asked to cancel the workflow, and its machine has no event for it. */
export class InstanceCancelled extends StatechartError {
  readonly code = 'INSTANCE_CANCELLED';
  readonly view: View | undefined;
  constructor(instanceId: string, view: View | undefined) {
    super(`${instanceId} was cancelled.`);
    this.view = view;
  }
}

/** Terminated, timed out or reset from outside: there is no last view to be had. */
export class EndedWithoutView extends StatechartError {
  readonly code = 'ENDED_WITHOUT_VIEW';
  constructor(instanceId: string, cause: unknown) {
    super(`${instanceId} was ended from outside its machine and left no view.`, { cause });
  }
}

/** Whether an instance could not be asked just now. It goes on all the same: ask again later. */
export function isUnanswered(error: unknown): boolean {
  return [NoWorkerAnswered, TemporalUnavailable, WorkflowTaskFailing].some((type) => error instanceof type);
}
