import type { CallState, ParticipantList } from '../../contract/acs-activities.ts';
import type { OtherOperations } from '../../contract/operation-activities.ts';
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

export const firstCredentialsWereRefused = (scope: Failed): boolean =>
  credentialsWereRefused(scope) && scope.context.credential === 'primary';

/** Refused for the credentials, and no attempt before it can have been executed. */
export const onlyCredentialsWereRefused = (scope: Failed): boolean =>
  credentialsWereRefused(scope) && nothingWasExecuted(scope);

const isWorthRepeating = ({ event }: Failed): boolean =>
  errors.isWorthRepeating(event.error) || errors.isOfClass(event.error, 'credentials');

/** Without its invitation id nothing can be cancelled: once more, and at once. */
export const isWorthRepeatingForItsId = (scope: Failed): boolean =>
  guards.cancelIsWished(scope) && !guards.wasRepeatedForItsId(scope) && isWorthRepeating(scope);

export const isWorthRepeatingUncancelled = (scope: Failed): boolean =>
  !guards.cancelIsWished(scope) && isWorthRepeating(scope);

export const wasRefused = ({ event }: Failed): boolean => errors.wasRefused(event.error);

export const couldNotBeListedAndJoinWasTold = (scope: Failed): boolean =>
  couldNotBeListed(scope) && scope.context.removal?.toldByEvent === true;

export const happenedOutsideAndCancelIsRefused = (scope: Failed): boolean =>
  happenedOutside(scope) && guards.cancelIsRefused(scope);

export const callHasEnded = ({ event }: Answered<CallState>): boolean => guards.isEnded(event.output);
export const personIsPresent = ({ context, event }: Answered<ParticipantList>): boolean =>
  guards.isPresent(context, event.output);
export const newerExists = ({ event }: Answered<OtherOperations>): boolean => guards.hasNewer(event.output);

/** No event of ours proves the join, and it may be that of another operation. */
export const joinMayBeAnothers = ({ context, event }: Answered<OtherOperations>): boolean =>
  context.removal?.toldByEvent !== true && event.output.others.length > 0;

/** The person may be listed for the reason that another operation rings. */
export const anotherMayRing = ({ context, event }: Answered<OtherOperations>): boolean =>
  guards.mayHaveRung(context, event.output);
