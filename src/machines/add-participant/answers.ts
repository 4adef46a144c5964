import type { CallState, ParticipantList } from '../../contract/acs-activities.ts';
import * as errors from './errors.ts';
import * as guards from './guards.ts';
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

export const wasWithdrawn = ({ event }: Failed): boolean => errors.isWithdrawn(event.error);
export const callMayBeGone = ({ event }: Failed): boolean => errors.saysCallMayBeGone(event.error);
export const nothingWasExecuted = ({ event }: Failed): boolean => errors.wasNeverExecuted(event.error);
export const credentialsWereRefused = ({ event }: Failed): boolean => errors.isOfClass(event.error, 'credentials');
export const happenedOutside = ({ event }: Failed): boolean => errors.happenedOutside(event.error);
export const couldNotBeListed = ({ event }: Failed): boolean => errors.couldNotBeListed(event.error);

/** Refused for the credentials, and no attempt before it can have been executed. */
export const onlyCredentialsWereRefused = (scope: Failed): boolean =>
  credentialsWereRefused(scope) && nothingWasExecuted(scope);

/** What was the first attempt that may be out is repeated under the same pair. */
export const isTheFirstWorthRepeating = ({ context, event }: Failed): boolean =>
  !guards.addMayBeOut({ context }) && errors.isWorthRepeating(event.error);

export const couldNotBeListedAndJoinWasTold = (scope: Failed): boolean =>
  couldNotBeListed(scope) && scope.context.removal?.toldByEvent === true;

export const happenedOutsideAndCancelIsRefused = (scope: Failed): boolean =>
  happenedOutside(scope) && guards.cancelIsRefused(scope);

export const callHasEnded = ({ event }: Answered<CallState>): boolean => guards.isEnded(event.output);
export const callTakesTheNextAdd = ({ event }: Answered<CallState>): boolean => guards.mayTakeTheNextAdd(event.output);
export const personIsPresent = ({ context, event }: Answered<ParticipantList>): boolean =>
  guards.isPresent(context, event.output);
export const newerExists = ({ event }: Answered<{ readonly exists: boolean }>): boolean => event.output.exists;

/** The person may be listed for the reason that another operation rings. */
export const anotherMayRing = ({ event }: Answered<{ readonly exists: boolean }>): boolean => event.output.exists;
