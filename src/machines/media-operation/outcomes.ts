import type { MediaResponse } from '../../contract/graph-activities.ts';
import type { MediaCancelledBy, MediaFailureReason, MediaOutcome } from '../../contract/graph-media.ts';
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

/** @see Microsoft Graph, resultInfo: 400/8508 */
export function saysCancelled({ code, subCode }: Pick<GraphOperationNotice, 'code' | 'subCode'>): boolean {
  return code === 400 && subCode === 8508;
}

export function saysCompleted({ code, status }: Pick<GraphOperationNotice, 'code' | 'status'>): boolean {
  return code === undefined ? status === 'completed' : code >= 200 && code < 300;
}

/** 2xx is completed, 400/8508 cancelled; what has no code goes by its status. Neither message nor reason is looked at. */
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

type Result = Pick<GraphOperationNotice, 'code' | 'subCode' | 'message' | 'status'>;

function meant(context: Context, result: Result, evidence: 'event' | 'response'): MediaOutcome {
  const { code, status } = result;
  const words = wordsOf(result);
  if (saysCancelled(result)) return { type: 'cancelled', how: cancelledBy(context), ...words, evidence };
  if (saysCompleted(result)) return { type: 'completed', ...words, evidence };
  if (code === undefined && status === undefined) return { type: 'lost', evidence };
  return { type: 'failed', reason: reasonOf(code, result.subCode), ...words, evidence };
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
  { status, code, message }: ProviderFailure,
): Extract<MediaOutcome, { type: 'failed' }> {
  const forbidden = status === 403;
  return {
    type: 'failed',
    reason: forbidden ? 'forbidden' : reasonOf(status, code === undefined ? undefined : Number(code)),
    ...(forbidden && { missingPermission: PERMISSION[operation.command.kind] }),
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
      return { ...saidNo(context, no), reason: no.class };
    case 'ambiguous':
      return { ...saidNo(context, no), reason: 'unreachable' };
    case 'rejected':
      return { ...saidNo(context, no), reason: 'notEstablished' };
    default:
      return { type: 'failed', reason: 'expired', evidence: 'assumed' };
  }
}

/* Sub-codes: Microsoft Graph, recordOperation (8510); ACS error codes, which are the same wherever both are known. */
const SILENCE = new Set([8509, 8510]);
const UNPLAYABLE = new Set([8511, 8512, 8535, 8536]);
const NOT_ESTABLISHED = new Set([8501, 8503, 8504, 8585]);

function reasonOf(code: number | undefined, subCode: number | undefined): MediaFailureReason {
  if (subCode !== undefined && SILENCE.has(subCode)) return 'silence';
  if (subCode !== undefined && UNPLAYABLE.has(subCode)) return 'unplayable';
  if (subCode !== undefined && NOT_ESTABLISHED.has(subCode)) return 'notEstablished';
  if (code === 403) return 'forbidden';
  if (code !== undefined && code >= 500) return 'providerFault';
  return code === 400 ? 'invalid' : 'other';
}

/** The call cannot take media yet, or for the moment: not executed, and worth another attempt. */
export function isNotYet({ class: failureClass, code }: ProviderFailure): boolean {
  return failureClass === 'rejected' && NOT_ESTABLISHED.has(Number(code));
}
