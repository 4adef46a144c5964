import type { CallState, ParticipantList } from '../../contract/acs-activities.ts';
import type { CancelState } from '../../contract/add-participant.ts';
import { rawIdOf } from '../../contract/participant.ts';
import type { ProviderFailureClass } from '../../contract/provider-failure.ts';
import { contextOf, providerFailureIn, type Context, type Event } from './model.ts';
import { whyUnsent } from './outcomes.ts';

interface Scope {
  readonly context: Context;
  readonly event: Event;
}

/** A verified event may still be about another call. */
export function isOurCall({ context, event }: Scope): boolean {
  return event.type !== 'CANCEL' && event.callConnectionId === context.request.callConnectionId;
}

export function isOurAdd(scope: Scope): boolean {
  const { context, event } = scope;
  return (
    isOurCall(scope) && 'operationContext' in event && event.operationContext === contextOf(context, 'add', context.add)
  );
}

export function isOurCancel(scope: Scope): boolean {
  const { context, event } = scope;
  const send = context.cancel?.send;
  return (
    isOurCall(scope) &&
    send !== undefined &&
    'operationContext' in event &&
    event.operationContext === contextOf(context, 'cancel', send)
  );
}

export function cancelIsConfirmed({ context }: { context: Context }): boolean {
  return context.cancel?.state === 'confirmed';
}

const VERDICT_PENDING: ReadonlySet<CancelState | undefined> = new Set(['sent', 'accepted', 'unknown'] as const);

/** Our cancel is out, and its event may still come. */
export function cancelVerdictIsPending({ context }: { context: Context }): boolean {
  return VERDICT_PENDING.has(context.cancel?.state);
}

/** The failure's codes are those by which the provider reports an invitation that was cancelled. */
export function saysCancelled({ context, event }: Scope): boolean {
  if (event.type !== 'acs.AddParticipantFailed') return false;
  return context.request.cancelledCodes.some(
    ({ code, subCode }) =>
      (code === undefined || code === event.code) && (subCode === undefined || subCode === event.subCode),
  );
}

export function hasInvitationId({ context }: { context: Context }): boolean {
  return context.invitationId !== undefined;
}

/** The add was answered, or given up, and told no invitation id. */
export function hasNoInvitationIdToHope({ context }: { context: Context }): boolean {
  return context.invitationEndsAt !== undefined && context.invitationId === undefined;
}

export function invitationIsOver({ context }: { context: Context }): boolean {
  return context.invitationEndsAt !== undefined && context.invitationEndsAt <= Date.now();
}

/** The provider took the cancel while the invitation was open. That it took effect is then likely, and not proven. */
export function cancelWasAcceptedInTime({ context }: { context: Context }): boolean {
  const { cancel, invitationEndsAt } = context;
  return cancel?.state === 'accepted' && (cancel.acceptedAt ?? Infinity) < (invitationEndsAt ?? 0);
}

/** The provider says that the invitation is cancelled; that of the add itself is waited for once. */
export function addEventShouldFollow({ context }: { context: Context }): boolean {
  return cancelIsConfirmed({ context }) && context.waitedForAddEvent !== true;
}

/** What the provider refused is certain, so that nothing rings. */
export function hasRefusal({ context }: { context: Context }): boolean {
  return context.refusal !== undefined;
}

const ENDED_STATES: ReadonlySet<string> = new Set(['notFound', 'disconnected']);

/** Only these two prove the end of a call; a transfer is none. */
export function isEnded({ state }: CallState): boolean {
  return ENDED_STATES.has(state);
}

/** Identifiers are GUIDs and numbers: in what case they are written means nothing. */
export function isPresent({ request }: Context, { rawIds }: ParticipantList): boolean {
  const wanted = rawIdOf(request.participant).toLowerCase();
  return rawIds.some((rawId) => rawId.toLowerCase() === wanted);
}

export function willNeverBeSent(error: unknown): boolean {
  return whyUnsent(error) !== undefined;
}

/** What the provider may refuse a request with, in so many words. */
const REFUSALS: ReadonlySet<ProviderFailureClass> = new Set(['rejected', 'conflict', 'notEstablished']);

/** The provider said no, and no attempt under this pair can have been executed. On a repeat a no says nothing of those before. */
export function isClearRefusal(error: unknown): boolean {
  const failure = providerFailureIn(error);
  return failure !== undefined && REFUSALS.has(failure.class) && !failure.sentBefore;
}

/** No attempt under this pair can have been executed, for whatever reason. */
export function wasNeverExecuted(error: unknown): boolean {
  return providerFailureIn(error)?.sentBefore === false;
}

/** "Call or participant not found", "call terminated": ACS code page, sub-codes 8522 and 8528. */
const CALL_MAY_BE_GONE: ReadonlySet<string | undefined> = new Set(['8522', '8528']);

export function saysCallMayBeGone(error: unknown): boolean {
  const failure = providerFailureIn(error);
  return failure?.class === 'rejected' && (failure.status === 404 || CALL_MAY_BE_GONE.has(failure.code));
}

/**
 * It happened at the provider, or on the way to it: classified, or out of time as Temporal reckons it. Anything else
 * that an actor fails with is a defect, and stays unhandled: it fails the workflow loudly.
 */
export function happenedOutside(error: unknown): boolean {
  return providerFailureIn(error) !== undefined || (error as { type?: unknown } | undefined)?.type === 'TimeoutFailure';
}
