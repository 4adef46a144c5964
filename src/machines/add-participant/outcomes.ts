import type { AddParticipantOutcome, WhyNotRemoved } from '../../contract/add-participant.ts';
import type { Evidence } from '../../contract/outcome.ts';
import { reasonOf, type FailureReason } from '../../contract/failure-reason.ts';
import type { ProviderFailureClass } from '../../contract/provider-failure.ts';
import { refusalInFailure, type Context, type ProviderRefusal } from './model.ts';

type Outcome = AddParticipantOutcome;

export const callEndedSaysEvent: Outcome = { type: 'callEnded', evidence: 'event' };
export const callEndedSaysState: Outcome = { type: 'callEnded', evidence: 'callState' };
export const cancelledSaysList: Outcome = {
  type: 'cancelled',
  how: 'invitationCancelled',
  evidence: 'participantList',
};
/** The list proves that nobody joined, and cannot prove why. */
export const cancelledAsAssumed: Outcome = { type: 'cancelled', how: 'invitationCancelled', evidence: 'assumed' };
/** Nothing left us. */
export const neverSent: Outcome = { type: 'cancelled', how: 'neverSent', evidence: 'response' };
export const notInCallSaysList: Outcome = { type: 'failed', reason: 'notInCall', evidence: 'participantList' };
export const undetermined: Outcome = { type: 'undetermined', evidence: 'assumed' };

export function added(evidence: Evidence['evidence'], notRemoved?: WhyNotRemoved): Outcome {
  return { type: 'added', evidence, ...(notRemoved !== undefined && { notRemoved }) };
}

/** No event told of a join, and the person was in the call before we rang. */
export const wasThereBefore: Outcome = { type: 'added', evidence: 'participantList', wasThereBefore: true };

/** Somebody is in the call, and stays there. */
export function stays({ removal }: Context, notRemoved: WhyNotRemoved): Outcome {
  return added(removal?.toldByEvent === false ? 'participantList' : 'event', notRemoved);
}

export function cancelledSaysEvent(words: ProviderRefusal = {}): Outcome {
  return { type: 'cancelled', how: 'invitationCancelled', evidence: 'event', ...words };
}

/** The invitation was cancelled, and not by us. */
export function cancelledElsewhere(words: ProviderRefusal): Outcome {
  return { type: 'failed', reason: 'cancelled', evidence: 'event', ...words };
}

export const removedSaysEvent: Outcome = { type: 'cancelled', how: 'removedAfterJoining', evidence: 'event' };

/** The person is not in the call any more; whether by our removal depends on whether one may have been executed. */
export function goneSaysList({ removal }: Context): Outcome {
  const how = removal?.mayBeOut === true ? 'removedAfterJoining' : 'leftBeforeRemoval';
  return { type: 'cancelled', how, evidence: 'participantList' };
}

export function refused(words: ProviderRefusal | undefined, evidence: 'event' | 'response'): Outcome {
  return { type: 'failed', reason: reasonOf(numbers(words ?? {})), evidence, ...words };
}

/** Why a request that was certainly never executed is not sent any more. */
const OWN_REASONS: Partial<Record<ProviderFailureClass, FailureReason>> = {
  expired: 'expired',
  // The provider could not be reached until it was too late.
  ambiguous: 'expired',
  windowPassed: 'clockSkew',
  credentials: 'credentials',
  throttled: 'throttled',
};

/** Nothing was executed, and nothing will be. `notAfter` only ended what an earlier no had begun. */
export function unsent({ add: { no, putOffFor } }: Context): Outcome {
  const why = no?.class === 'expired' ? (putOffFor ?? no) : no;
  const words = refusalInFailure(why);
  const own = why && OWN_REASONS[why.class];
  return { type: 'failed', reason: own ?? reasonOf(numbers(words)), evidence: 'response', ...words };
}

function numbers({ code, subCode }: ProviderRefusal): { code?: number; subCode?: number } {
  return {
    ...(code !== undefined && { code: Number(code) }),
    ...(subCode !== undefined && { subCode: Number(subCode) }),
  };
}
