import type { GraphCallState, MediaResponse } from '../../contract/graph-activities.ts';
import type { ProviderFailure } from '../../contract/provider-failure.ts';
import { isOfClass, providerFailureIn, wasNeverExecuted } from '../provider-errors.ts';
import type { Context } from './model.ts';

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

export { callHasEnded, callIsGone, callMayBeGone, mayStillLeave, outside } from '../graph-answers.ts';

export const callIsEnding = ({ event }: Answered<GraphCallState>): boolean => event.output.state === 'terminating';

/** No notification will follow. */
export const isOver = ({ event }: Answered<MediaResponse>): boolean => event.output.result !== undefined;

/** Not executed, and time may help. */
const WORTH_REPEATING: ReadonlySet<string> = new Set([
  'throttled',
  'conflict',
  'notEstablished',
  'credentials',
  'ambiguous',
]);

/** Not 401: a fresh token was refused as well. What was late for its send, and not for the operation, is sent once more. */
const timeMayHelp = ({ operation }: Context, { class: failureClass, status }: ProviderFailure): boolean =>
  failureClass === 'expired'
    ? Date.now() < Date.parse(operation.notAfter)
    : WORTH_REPEATING.has(failureClass) && status !== 401;

export const wasPutOff = ({ context, event }: Failed): boolean => {
  const failure = providerFailureIn(event.error);
  return failure !== undefined && wasNeverExecuted(event.error) && timeMayHelp(context, failure);
};

export const itsTimeHasPassed = ({ event }: Failed): boolean => isOfClass(event.error, 'expired');

export const wasRefused = ({ event }: Failed): boolean => wasNeverExecuted(event.error);
