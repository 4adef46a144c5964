import type { CallState, ParticipantList } from '../../contract/acs-activities.ts';
import type { CancelState } from '../../contract/add-participant.ts';
import { parseOperationContext, type ContextVerb } from '../../contract/operation-context.ts';
import { rawIdOf } from '../../contract/participant.ts';
import type { ProviderFailureClass } from '../../contract/provider-failure.ts';
import { contextOf, type Context, type Event, type Send } from './model.ts';

interface Scope {
  readonly context: Context;
  readonly event: Event;
}

/** A verified event may still be about another call. */
export function isOurCall({ context, event }: Scope): boolean {
  return event.type !== 'CANCEL' && event.callConnectionId === context.request.callConnectionId;
}

/** Of our latest send. What fails of an earlier one is told too late to count. */
function isOfLatest(scope: Scope, verb: ContextVerb, send: Send | undefined): boolean {
  const { context, event } = scope;
  return (
    isOurCall(scope) &&
    send !== undefined &&
    'operationContext' in event &&
    event.operationContext === contextOf(context, verb, send)
  );
}

/** Of any send of ours. What succeeds has succeeded, whichever send it was. */
function isOfAny(scope: Scope, verb: ContextVerb, latest: Send | undefined): boolean {
  const { context, event } = scope;
  const told = 'operationContext' in event ? parseOperationContext(event.operationContext) : undefined;
  return (
    isOurCall(scope) &&
    told?.operationId === context.request.operationId &&
    told.verb === verb &&
    told.send <= (latest?.number ?? 0)
  );
}

export const isOurAdd = (scope: Scope): boolean => isOfLatest(scope, 'add', scope.context.add);
export const isAnAddOfOurs = (scope: Scope): boolean => isOfAny(scope, 'add', scope.context.add);
export const isOurCancel = (scope: Scope): boolean => isOfLatest(scope, 'cancel', scope.context.cancel?.send);
export const isACancelOfOurs = (scope: Scope): boolean => isOfAny(scope, 'cancel', scope.context.cancel?.send);
export const isOurRemoval = (scope: Scope): boolean => isOfLatest(scope, 'remove', scope.context.removal?.send);
export const isARemovalOfOurs = (scope: Scope): boolean => isOfAny(scope, 'remove', scope.context.removal?.send);

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

/** Removal is by identity: it must be known that the person was not there before we rang. */
export function joinIsOurs({ context }: InContext): boolean {
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

/** An attempt of the add may have reached the provider. */
export function addMayBeOut({ context }: InContext): boolean {
  return context.add.mayBeOut;
}

/**
 * The add was sent again after an attempt that may have been executed. A provider that does not honour the pair has then
 * two invitations, and told us the id of one.
 */
export function mayRingTwice(scope: InContext): boolean {
  return addMayBeOut(scope);
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

/** The provider took the cancel while the invitation was open. That it took effect is then likely, and not proven. */
export function cancelWasAcceptedInTime({ context }: InContext): boolean {
  const { cancel, invitationEndsAt } = context;
  return cancel?.state === 'accepted' && (cancel.acceptedAt ?? Infinity) < (invitationEndsAt ?? 0);
}

/** The provider says that the invitation is cancelled; that of the add itself is waited for once. */
export function addEventShouldFollow({ context }: InContext): boolean {
  return cancelIsConfirmed({ context }) && context.waitedForAddEvent !== true;
}

const ENDED_STATES: ReadonlySet<string> = new Set(['notFound', 'disconnected']);

/** Only these two prove the end of a call; a transfer is none. */
export function isEnded({ state }: CallState): boolean {
  return ENDED_STATES.has(state);
}

/** It is being established, or has been since the provider said that it was not. */
export function mayTakeTheNextAdd({ state }: CallState): boolean {
  return state === 'connecting' || state === 'connected';
}

/** Identifiers are GUIDs and numbers: in what case they are written means nothing. */
export function isPresent({ request }: Context, { rawIds }: ParticipantList): boolean {
  const wanted = rawIdOf(request.participant).toLowerCase();
  return rawIds.some((rawId) => rawId.toLowerCase() === wanted);
}
