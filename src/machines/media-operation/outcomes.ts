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
const cancelledUntold: MediaOutcome = { type: 'cancelled', how: 'mediaCancelled', evidence: 'assumed' };

/** A confirmed cancel ends whatever Graph has. What it never said to have may have come to it behind the cancel. */
export function untold({ isAccepted }: Context): MediaOutcome {
  return isAccepted ? cancelledUntold : lostUnseen;
}

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

/** Of one that is not sent again: what Graph told of an earlier send, which may have been taken otherwise. */
function ofEarlierSend({ toldBefore, mayBeOut }: Context): MediaOutcome | undefined {
  return toldBefore ?? (mayBeOut ? lostUnseen : undefined);
}

/** Graph said no to the request, which is no word on an earlier send. */
export function refused(context: Context): MediaOutcome {
  const { no } = context;
  return ofEarlierSend(context) ?? (no === undefined ? lostUnseen : saidNo(context, no));
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
export function withdrawn(context: Context): MediaOutcome {
  return ofEarlierSend(context) ?? neverSent;
}

/** It is not sent any more, for want of time; told by the latest clear no, where there was one. */
export function outOfTime(context: Context): MediaOutcome {
  return ofEarlierSend(context) ?? neverTaken(context);
}

function neverTaken(context: Context): MediaOutcome {
  const { no } = context;
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
