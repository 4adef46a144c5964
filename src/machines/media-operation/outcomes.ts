import type { MediaResponse } from '../../contract/graph-activities.ts';
import type { MediaCancelledBy, MediaOutcome } from '../../contract/graph-media.ts';
import type { GraphOperationNotice } from '../../contract/graph-notification.ts';
import type { ProviderFailure } from '../../contract/provider-failure.ts';
import { wordsOf } from '../provider-words.ts';
import { PERMISSION, type Context } from './model.ts';

const neverSent: MediaOutcome = { type: 'cancelled', how: 'neverSent', evidence: 'assumed' };
export const lost: MediaOutcome = { type: 'lost', evidence: 'callState' };
export const lostUnseen: MediaOutcome = { type: 'lost', evidence: 'assumed' };
export const endedWithCall: MediaOutcome = { type: 'callEnded', evidence: 'callState' };
/** Of a subscription: tones are told only where they were subscribed to. */
export const tonesAreTold: MediaOutcome = { type: 'completed', evidence: 'event' };
/** A confirmed cancel ends whatever runs and is queued; nobody told of this one. */
export const cancelledUntold: MediaOutcome = { type: 'cancelled', how: 'mediaCancelled', evidence: 'assumed' };

export function told(context: Context, notice: GraphOperationNotice): MediaOutcome {
  const { recordingLocation } = notice;
  return {
    ...meant(context, notice, 'event'),
    // Empty where nothing was recorded.
    ...(recordingLocation !== undefined && recordingLocation !== '' && { recordingLocation }),
  };
}

export function answered(context: Context, response: MediaResponse): MediaOutcome {
  return meant(context, response, 'response');
}

type Result = Pick<GraphOperationNotice, 'code' | 'subCode' | 'message' | 'result'>;

function meant(context: Context, said: Result, evidence: 'event' | 'response'): MediaOutcome {
  const words = wordsOf(said);
  switch (said.result) {
    case 'cancelled':
      return { type: 'cancelled', how: cancelledBy(context), ...words, evidence };
    case 'completed':
      return { type: 'completed', ...words, evidence };
    case undefined:
      return { type: 'lost', evidence };
    default:
      return { type: 'failed', reason: said.result, ...words, evidence };
  }
}

export function cancelledBy({ cancelIsWished, isBargedIn, lateCancelIsPossible }: Context): MediaCancelledBy {
  if (cancelIsWished) return 'mediaCancelled';
  if (isBargedIn) return 'bargedIn';
  return lateCancelIsPossible ? 'lateCancel' : 'unasked';
}

/** Graph said no to the request; where an earlier send may have been taken, that is no word on it. */
export function refused(context: Context, failure: ProviderFailure): MediaOutcome {
  return context.mayBeOut ? lostUnseen : saidNo(context, failure);
}

function saidNo(
  { operation }: Context,
  { status, code, message, reason = 'other', knownCauses }: ProviderFailure,
): Extract<MediaOutcome, { type: 'failed' }> {
  return {
    type: 'failed',
    reason,
    ...(reason === 'forbidden' && { neededPermission: PERMISSION[operation.command.kind] }),
    ...(knownCauses && { knownCauses }),
    ...(status !== undefined && { code: String(status) }),
    ...(code !== undefined && { subCode: code }),
    ...(message !== undefined && { message }),
    evidence: 'response',
  };
}

/** It is not sent any more, for want of a wish. */
export function withdrawn({ mayBeOut }: Context): MediaOutcome {
  return mayBeOut ? lostUnseen : neverSent;
}

/** It is not sent any more, for want of time; told by the latest clear no, where there was one. */
export function outOfTime(context: Context): MediaOutcome {
  const { mayBeOut, no } = context;
  if (mayBeOut) return lostUnseen;
  switch (no?.class) {
    case 'throttled':
    case 'credentials':
    case 'notEstablished':
      return { ...saidNo(context, no), reason: no.class };
    case 'conflict':
      return saidNo(context, no);
    case 'ambiguous':
      return { ...saidNo(context, no), reason: 'unreachable' };
    default:
      return { type: 'failed', reason: 'expired', evidence: 'assumed' };
  }
}
