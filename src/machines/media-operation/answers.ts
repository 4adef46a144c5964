import type { GraphCallState, MediaResponse } from '../../contract/graph-activities.ts';
import { isOfClass, providerFailureIn, wasNeverExecuted } from '../provider-errors.ts';
import type { Context } from './model.ts';
import { isNotYet } from './outcomes.ts';

/*
 * Guards of what an actor has answered. They stand in the machine under their own names, so that its diagram tells them.
 */

interface Failed {
  readonly context: Context;
  readonly event: { readonly error: unknown };
}

interface Answered<Output> {
  readonly context: Context;
  readonly event: { readonly output: Output };
}

export { callHasEnded, callMayBeGone, mayStillLeave, outside } from '../graph-answers.ts';

export const callIsEnding = ({ event }: Answered<GraphCallState>): boolean =>
  event.output.state === 'terminating' || event.output.state === 'terminated';

/** No notification will follow. */
export const isOver = ({ event }: Answered<MediaResponse>): boolean =>
  event.output.status === 'completed' || event.output.status === 'failed';

export const wasPutOff = ({ event }: Failed): boolean => {
  const failure = providerFailureIn(event.error);
  return (
    failure !== undefined && wasNeverExecuted(event.error) && (isWorthRepeating(failure.class) || isNotYet(failure))
  );
};

export const itsTimeHasPassed = ({ event }: Failed): boolean => isOfClass(event.error, 'expired');

export const wasRefused = ({ event }: Failed): boolean => wasNeverExecuted(event.error);

function isWorthRepeating(failureClass: string): boolean {
  return failureClass === 'throttled' || failureClass === 'credentials' || failureClass === 'ambiguous';
}
