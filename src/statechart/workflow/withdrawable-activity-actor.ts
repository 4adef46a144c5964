import { isCancellation } from '@temporalio/workflow';
import { fromPromise, type AnyActorRef, type PromiseActorLogic } from 'xstate';
import { ActivityError, asMachineError } from './activity-actor.ts';
import { SynchronousScope } from './synchronous-scope.ts';

/** What the actor of a withdrawable activity may be sent, with `sendTo`. */
export const WITHDRAW = 'WITHDRAW';

/**
 * As `activityActor`, for an activity that must not be given up once it has begun: the event `WITHDRAW`, sent to the
 * actor, takes it back if no worker has taken it yet, and changes nothing otherwise. One that was withdrawn rejects with
 * an error of type `Withdrawn`: nothing was done.
 *
 * That holds for an activity that is proxied with `cancellationType: 'WAIT_CANCELLATION_COMPLETED'` and
 * `retry: { maximumAttempts: 1 }` (between two attempts Temporal takes an activity for one that has not begun), and that
 * does not heed its cancellation.
 */
export function withdrawableActivityActor<TInput, TOutput>(
  activity: (input: TInput) => Promise<TOutput>,
): PromiseActorLogic<TOutput, TInput> {
  const scopes = new WeakMap<AnyActorRef, SynchronousScope>();
  const logic = fromPromise<TOutput, TInput>(async ({ input, self, signal }) => {
    const scope = new SynchronousScope();
    scopes.set(self, scope);
    signal.addEventListener('abort', () => scope.cancel());
    try {
      return await scope.enter(() => activity(input));
    } catch (error) {
      throw isCancellation(error)
        ? new ActivityError('Withdrawn', 'withdrawn before it began', [], error)
        : asMachineError(error);
    }
  });
  return {
    ...logic,
    transition(snapshot, event, scope) {
      if (event.type === WITHDRAW) scopes.get(scope.self as AnyActorRef)?.cancel();
      return logic.transition(snapshot, event, scope);
    },
  };
}
