import type { AddParticipantOutcome } from '../../contract/add-participant.ts';
import { reasonOf, type FailureReason } from '../../contract/failure-reason.ts';
import type { ProviderFailureClass } from '../../contract/provider-failure.ts';
import { providerFailureIn, refusalInError, type ProviderRefusal } from './model.ts';

type Outcome = AddParticipantOutcome;

export const addedSaysEvent: Outcome = { type: 'added', evidence: 'event' };
export const addedSaysList: Outcome = { type: 'added', evidence: 'participantList' };
export const callEndedSaysEvent: Outcome = { type: 'callEnded', evidence: 'event' };
export const callEndedSaysState: Outcome = { type: 'callEnded', evidence: 'callState' };
export const cancelledSaysList: Outcome = {
  type: 'cancelled',
  how: 'invitationCancelled',
  evidence: 'participantList',
};
/** The list proves that nobody joined, and cannot prove why. */
export const cancelledAsAssumed: Outcome = { type: 'cancelled', how: 'invitationCancelled', evidence: 'assumed' };
export const notInCallSaysList: Outcome = { type: 'failed', reason: 'notInCall', evidence: 'participantList' };
export const undetermined: Outcome = { type: 'undetermined', evidence: 'assumed' };

export function cancelledSaysEvent(words: ProviderRefusal = {}): Outcome {
  return { type: 'cancelled', how: 'invitationCancelled', evidence: 'event', ...words };
}

export function refused(words: ProviderRefusal | undefined, evidence: 'event' | 'response'): Outcome {
  return { type: 'failed', reason: reasonOf(numbers(words ?? {})), evidence, ...words };
}

/** Why a request that was certainly never executed will not be sent any more. */
const UNSENT: Partial<Record<ProviderFailureClass, FailureReason>> = {
  expired: 'expired',
  windowPassed: 'clockSkew',
  credentials: 'credentials',
  // Its Retry-After ends past notAfter or the pair's window.
  throttled: 'throttled',
};

export function whyUnsent(error: unknown): FailureReason | undefined {
  const failure = providerFailureIn(error);
  return failure === undefined || failure.sentBefore ? undefined : UNSENT[failure.class];
}

/** Nothing was executed, and nothing will be: as was wished, or for a reason of ours. */
export function unsent(error: unknown, cancelIsWished: boolean): Outcome {
  if (cancelIsWished) return { type: 'cancelled', how: 'neverSent', evidence: 'response' };
  return { type: 'failed', reason: whyUnsent(error) ?? 'other', evidence: 'response', ...refusalInError(error) };
}

function numbers({ code, subCode }: ProviderRefusal): { code?: number; subCode?: number } {
  return {
    ...(code !== undefined && { code: Number(code) }),
    ...(subCode !== undefined && { subCode: Number(subCode) }),
  };
}
