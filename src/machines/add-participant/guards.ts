import type { CallState, ParticipantList } from '../../contract/acs-activities.ts';
import type { CancelState } from '../../contract/add-participant.ts';
import { rawIdOf } from '../../contract/participant.ts';
import type { ProviderFailureClass } from '../../contract/provider-failure.ts';
import { contextOf, providerFailureIn, type Context, type Event } from './model.ts';
import { neverSent } from './outcomes.ts';

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

export function cancelTookEffect({ context }: { context: Context }): boolean {
  return context.cancel?.state === 'confirmed' || context.cancel?.state === 'accepted';
}

export function lookIsDueAfterCancel({ context }: { context: Context }): boolean {
  return cancelIsConfirmed({ context }) && context.lookedAfterCancel !== true;
}

const ENDED_STATES: ReadonlySet<string> = new Set(['notFound', 'disconnected']);

/** Only these two prove the end of a call; a transfer is none. */
export function isEnded({ state }: CallState): boolean {
  return ENDED_STATES.has(state);
}

export function isPresent({ request }: Context, { rawIds }: ParticipantList): boolean {
  return rawIds.includes(rawIdOf(request.participant));
}

export function neverLeft(error: unknown): boolean {
  return neverSent(error) !== undefined;
}

/** On a repeat these tell of the call as it is now, and nothing of what an earlier attempt may have done. */
const REFUSALS_OF_A_FIRST_ATTEMPT: ReadonlySet<ProviderFailureClass> = new Set(['conflict', 'notEstablished']);

/** The provider said no, and nothing was executed. */
export function isClearRefusal(error: unknown): boolean {
  const failure = providerFailureIn(error);
  if (failure === undefined) return false;
  return failure.class === 'rejected' || (REFUSALS_OF_A_FIRST_ATTEMPT.has(failure.class) && !failure.sentBefore);
}

/** "Call or participant not found", "call terminated": ACS code page, sub-codes 8522 and 8528. */
const CALL_MAY_BE_GONE: ReadonlySet<string | undefined> = new Set(['8522', '8528']);

export function saysCallMayBeGone(error: unknown): boolean {
  const failure = providerFailureIn(error);
  return isClearRefusal(error) && (failure?.status === 404 || CALL_MAY_BE_GONE.has(failure?.code));
}

/** Anything else that an actor fails with is a defect, and stays unhandled: it fails the workflow loudly. */
export function isProviderFailure(error: unknown): boolean {
  return providerFailureIn(error) !== undefined;
}
