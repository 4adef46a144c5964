import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, TimeoutFailure } from '@temporalio/workflow';
import { fromPromise, type PromiseActorLogic } from 'xstate';
import { SynchronousScope } from './synchronous-scope.ts';

/**
 * Makes of a proxied activity the logic of a promise actor. Leaving the invoking state cancels the activity (S3).
 * What it rejects with, and the machine's `onError` gets, is a real `Error` with the activity's `type`, `message` and `details`.
 *
 * @param activity a function of `proxyActivities`, called with the actor's input
 */
export function activityActor<TInput, TOutput>(
  activity: (input: TInput) => Promise<TOutput>,
): PromiseActorLogic<TOutput, TInput> {
  return fromPromise<TOutput, TInput>(async ({ input, signal }) => {
    const scope = new SynchronousScope();
    signal.addEventListener('abort', () => scope.cancel());
    try {
      return await scope.enter(() => activity(input));
    } catch (error) {
      throw asMachineError(error);
    }
  });
}

/** What an activity or a child workflow failed with, without Temporal's wrapping: a machine needs no import to read it. */
export class ActivityError extends Error {
  override readonly name = 'ActivityError';
  readonly type: string;
  readonly details: readonly unknown[];

  constructor(type: string, message: string, details: readonly unknown[], cause: unknown) {
    super(message, { cause });
    this.type = type;
    this.details = details;
  }
}

export function asMachineError(error: unknown): unknown {
  if (error instanceof ActivityFailure) return unwrapped(error, error.cause ?? error, `${error.activityType}: `);
  if (error instanceof ChildWorkflowFailure) return unwrapped(error, error.cause ?? error, `${error.workflowType}: `);
  // A local activity rejects with what it failed with.
  const isBare = error instanceof ApplicationFailure || error instanceof TimeoutFailure;
  return isBare ? unwrapped(error, error, '') : error;
}

function unwrapped(error: Error, cause: Error, prefix: string): ActivityError {
  if (cause instanceof ApplicationFailure)
    return new ActivityError(cause.type ?? 'Error', cause.message, cause.details ?? [], error);
  if (cause instanceof TimeoutFailure)
    return new ActivityError('TimeoutFailure', `${prefix}${cause.message}`, [cause.timeoutType], error);
  return new ActivityError(cause.name, cause.message, [], error);
}
