import type { CallState, ParticipantList } from '../../contract/acs-activities.ts';
import type { CancelState } from '../../contract/add-participant.ts';
import { parseOperationContext, type ContextVerb, type OperationContext } from '../../contract/operation-context.ts';
import type { OtherOperations } from '../../contract/operation-activities.ts';
import { canonicalRawId, rawIdOf } from '../../contract/participant.ts';
import type { ProviderFailureClass } from '../../contract/provider-failure.ts';
import { isSameId } from '../../contract/same-id.ts';
import type { Context, Event, Send } from './model.ts';

interface Scope {
  readonly context: Context;
  readonly event: Event;
}

/** A verified event may still be about another call. */
export function isOurCall({ context, event }: Scope): boolean {
  return event.type !== 'CANCEL' && isSameId(event.callConnectionId, context.request.callConnectionId);
}

/*
 * Whose an event is. ACS echoes the context of a request, though not always that of the request which the event is about:
 * a cancel's event has been seen with the context of the add, of the cancel, and with none. So the verb of a context is
 * taken at its word only for the number of the send.
 */

/** Of our latest send. What fails of an earlier one is told too late to count. */
function isOfLatest(scope: Scope, verb: ContextVerb): boolean {
  const told = contextOfOurs(scope);
  return told !== undefined && (told.verb !== verb || told.send === sendOf(scope.context, verb)?.number);
}

/** Of any send of ours. What succeeds has succeeded, whichever send it was. */
function isOfAny(scope: Scope, verb: ContextVerb): boolean {
  const told = contextOfOurs(scope);
  return told !== undefined && (told.verb !== verb || told.send <= (sendOf(scope.context, verb)?.number ?? 0));
}

function contextOfOurs(scope: Scope): OperationContext | undefined {
  const { context, event } = scope;
  const told = 'operationContext' in event ? parseOperationContext(event.operationContext) : undefined;
  return isOurCall(scope) && isSameId(told?.operationId, context.request.operationId) ? told : undefined;
}

function sendOf({ add, cancel, removal }: Context, verb: ContextVerb): Send | undefined {
  return { add, cancel: cancel?.send, remove: removal?.send }[verb];
}

/** The provider's own name for what it tells of. */
function isOurInvitation(scope: Scope): boolean {
  const { context, event } = scope;
  return isOurCall(scope) && 'invitationId' in event && isSameId(event.invitationId, context.invitationId);
}

/** Nothing but the person is named: whose add, cancel or removal it was stays open. */
export function namesOnlyThePerson(scope: Scope): boolean {
  const { context, event } = scope;
  return (
    isOurCall(scope) &&
    'personHash' in event &&
    event.operationContext === undefined &&
    event.invitationId === undefined &&
    event.personHash === context.request.personHash
  );
}

export const isOurAdd = (scope: Scope): boolean => isOfLatest(scope, 'add') || isOurInvitation(scope);
export const isAnAddOfOurs = (scope: Scope): boolean => isOfAny(scope, 'add') || isOurInvitation(scope);
export const isOurCancel = (scope: Scope): boolean => isOfLatest(scope, 'cancel') || isOurInvitation(scope);
/** The context of the add is that of the invitation: one of an earlier add is over. */
export const isACancelOfOurs = (scope: Scope): boolean =>
  (isOfAny(scope, 'cancel') && isOfLatest(scope, 'add')) || isOurInvitation(scope);
export const isOurRemoval = (scope: Scope): boolean => isOfLatest(scope, 'remove');
export const isARemovalOfOurs = (scope: Scope): boolean => isOfAny(scope, 'remove');

interface InContext {
  readonly context: Context;
}

export function cancelIsWished({ context }: InContext): boolean {
  return context.cancel !== undefined;
}

export function cancelIsConfirmed({ context }: InContext): boolean {
  return context.cancel?.state === 'confirmed';
}

export function cancelIsRefused({ context }: InContext): boolean {
  return context.cancel?.state === 'refused';
}

const VERDICT_PENDING: ReadonlySet<CancelState | undefined> = new Set(['sent', 'accepted', 'unknown'] as const);

/** Our cancel is out, and its event may still come. */
export function cancelVerdictIsPending({ context }: InContext): boolean {
  return VERDICT_PENDING.has(context.cancel?.state);
}

/** Who joins now is to be removed again. */
export function joinIsUnwanted({ context }: InContext): boolean {
  return context.cancel !== undefined && context.request.lateJoin === 'remove';
}

/** By whose invitation the person is in the call. */
type WhoseJoin = 'ours' | 'anothers' | 'notKnown';

/**
 * An event of ours proves a join by our invitation. A list says only who is there: for it to be ours, the person was not
 * there before we rang, and nobody else of us rang them since.
 */
function whoseJoin({ presentBefore, others }: Context): WhoseJoin {
  if (presentBefore === true) return 'anothers';
  return presentBefore === false && others === false ? 'ours' : 'notKnown';
}

/** Removal is by identity. */
export function joinIsOurs({ context }: InContext): boolean {
  return whoseJoin(context) === 'ours';
}

export function joinIsAnothers({ context }: InContext): boolean {
  return whoseJoin(context) === 'anothers';
}

/** Who may have been there before is not removed: nobody could tell the one join from the other. */
export function wasNotThereBefore({ context }: InContext): boolean {
  return context.presentBefore === false;
}

/** The failure's codes are those by which the provider reports an invitation that was cancelled. */
export function saysCancelled({ context, event }: Scope): boolean {
  return event.type === 'acs.AddParticipantFailed' && isCodeOfCancel(context, event);
}

export function refusalIsKnown({ context }: InContext): boolean {
  return context.refusal !== undefined;
}

export function refusalSaysCancelled({ context }: InContext): boolean {
  if (!cancelIsWished({ context })) return false;
  const { code, subCode } = context.refusal ?? {};
  return isCodeOfCancel(context, {
    ...(code !== undefined && { code: Number(code) }),
    ...(subCode !== undefined && { subCode: Number(subCode) }),
  });
}

function isCodeOfCancel({ request }: Context, told: { readonly code?: number; readonly subCode?: number }): boolean {
  return request.cancelledCodes.some(
    ({ code, subCode }) =>
      (code === undefined || code === told.code) && (subCode === undefined || subCode === told.subCode),
  );
}

/** Whoever is never removed need not be known to have come by our invitation; and after `notAfter` nobody is rung. */
export function presenceIsToBeAsked({ context: { request, add } }: InContext): boolean {
  return request.lateJoin === 'remove' && !add.mayBeOut && Date.now() <= Date.parse(request.notAfter);
}

/** No attempt of any add. */
export function nothingWasSent({ context: { add } }: InContext): boolean {
  return add.number === 1 && !add.mayBeOut;
}

/** An attempt of the add may have reached the provider. */
export function addMayBeOut({ context }: InContext): boolean {
  return context.add.mayBeOut;
}

export function mayRingTwice({ context }: InContext): boolean {
  return context.add.mayRingTwice;
}

/** What is said of one ringing says nothing of another one, which may go on. */
export function anotherMayStillRing(scope: InContext): boolean {
  return mayRingTwice(scope) && !invitationIsOver(scope);
}

/** After a cancel, the add is made once more, for the sake of its invitation id. */
export function wasRepeatedForItsId({ context }: InContext): boolean {
  return context.add.repeatedForItsId;
}

/** What the latest clear no was. */
export function noIs({ context }: InContext, failureClass: ProviderFailureClass): boolean {
  return context.add.no?.class === failureClass;
}

/** After so many pairs that were too old before they were sent, a clock is wrong. */
const MOST_STALE_PAIRS = 2;

export function pairWasStale({ context: { add } }: InContext): boolean {
  return add.no?.class === 'windowPassed' && add.stalePairs < MOST_STALE_PAIRS;
}

/** Nobody knows whether anything was executed, nobody is there, and the time to ring is not over. */
export function mayRingAgain({ context }: InContext): boolean {
  return context.answered !== true && context.cancel === undefined && Date.now() < Date.parse(context.request.notAfter);
}

export function hasInvitationId({ context }: InContext): boolean {
  return context.invitationId !== undefined;
}

/** The add was answered, or given up, and told no invitation id. */
export function hasNoInvitationIdToHope({ context }: InContext): boolean {
  return context.invitationEndsAt !== undefined && context.invitationId === undefined;
}

export function invitationIsOver({ context }: InContext): boolean {
  return context.invitationEndsAt !== undefined && context.invitationEndsAt <= Date.now();
}

/** Nobody is asked any more what became of the invitation. */
export function lastDeadlineHasPassed({ context: { request, invitationEndsAt } }: InContext): boolean {
  return (invitationEndsAt ?? Number.POSITIVE_INFINITY) + request.waits.lastDeadlineMs <= Date.now();
}

export function removalIsOver({ context }: InContext): boolean {
  return (context.removal?.endsAt ?? 0) <= Date.now();
}

/** The provider was asked and had its time. What it did not answer is asked once more, however late. */
export function removalWasRefused({ context }: InContext): boolean {
  const { answer = 'none' } = context.removal ?? {};
  return removalIsOver({ context }) && answer !== 'none';
}

export function removalStaysUnanswered({ context }: InContext): boolean {
  const { askedAt = 0, endsAt = 0 } = context.removal ?? {};
  return removalIsOver({ context }) && askedAt >= endsAt;
}

/** The provider took the cancel while the invitation was open. That it took effect is then likely, and not proven. */
export function cancelWasAcceptedInTime({ context }: InContext): boolean {
  const { cancel, invitationEndsAt } = context;
  return cancel?.state === 'accepted' && (cancel.acceptedAt ?? Infinity) < (invitationEndsAt ?? 0);
}

/** The provider says that the invitation is cancelled: whether anybody joined before, a look tells at once. */
export function confirmedCancelIsToBeLookedAt({ context }: InContext): boolean {
  return cancelIsConfirmed({ context }) && !mayRingTwice({ context }) && context.lookedAfterCancel !== true;
}

const ENDED_STATES: ReadonlySet<string> = new Set(['notFound', 'disconnected']);

/** Only these two prove the end of a call; a transfer is none. */
export function isEnded({ state }: CallState): boolean {
  return ENDED_STATES.has(state);
}

export function isPresent({ request }: Context, { rawIds }: ParticipantList): boolean {
  const wanted = canonicalRawId(rawIdOf(request.participant));
  return rawIds.some((rawId) => canonicalRawId(rawId) === wanted);
}

/** One that began in the same millisecond counts as newer: better not removed than removed from under it. */
export function hasNewer({ startedAt, others }: OtherOperations): boolean {
  return others.some((other) => Date.parse(other.startedAt) >= Date.parse(startedAt));
}

/** Another may have rung the person while the look was made. */
export function mayHaveRung({ lookedAt = 0 }: Context, { others }: OtherOperations): boolean {
  return others.some(({ endedAt }) => endedAt === undefined || Date.parse(endedAt) >= lookedAt);
}
