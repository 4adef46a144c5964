import type { GraphCloud } from '../../contract/graph-activities.ts';
import type { MediaFailureReason } from '../../contract/media-result.ts';
import type { ProviderFailure, ProviderFailureClass } from '../../contract/provider-failure.ts';
import type { LostAnswer } from '../lost-answer.ts';
import { readErrorBody } from '../provider-words.ts';
import { retryAfterMs } from '../retry-after.ts';
import type { Answer } from './exchange.ts';
import { causesOfForbidden, reasonOf, saysCallEnded } from './reasons.ts';

/** What came instead of the answer that was wanted. */
export type Trouble =
  | LostAnswer
  /** The worker has no application, or one of another cloud. */
  | { readonly kind: 'noApplication'; readonly cloud: GraphCloud }
  /** `sendUntil` had passed when the token was there. */
  | { readonly kind: 'tooLate' }
  | { readonly kind: 'unreadable'; readonly status: number }
  | { readonly kind: 'refused'; readonly answer: Answer };

interface Circumstances {
  /** True where an earlier attempt may have been executed. */
  readonly repeat: boolean;
  readonly nowMs: number;
}

/**
 * Decides, once, what became of a request. Graph knows no repeats, so that a failed precondition is a plain refusal,
 * and a conflict is with somebody else's request: time may help. The permission was checked when the call was created, so
 * that it does not help with a 403.
 *
 * @see Microsoft Learn, "Microsoft Graph error responses and resource types"
 */
export function classify(trouble: Trouble, { repeat, nowMs }: Circumstances): ProviderFailure {
  switch (trouble.kind) {
    case 'noApplication':
    case 'noToken':
      return { class: 'credentials', sentBefore: repeat };
    case 'tooLate':
      return { class: 'expired', sentBefore: repeat };
    case 'neverSent':
      return { class: 'ambiguous', sentBefore: repeat };
    case 'noAnswer':
      return { class: 'ambiguous', sentBefore: true };
    case 'unreadable':
      return { class: 'unreadable', sentBefore: true, status: trouble.status };
    case 'refused':
      return refusal(trouble.answer, repeat, nowMs);
  }
}

function refusal({ status, body, retryAfter }: Answer, repeat: boolean, nowMs: number): ProviderFailure {
  const words = wordsIn(body);
  const subCode = Number(words.code);
  const reason = reasonOf({ code: status, ...(Number.isInteger(subCode) && { subCode }) });
  const failureClass = saysCallEnded(words.code) ? 'callEnded' : classOf(status, reason);
  const wait = retryAfterMs(retryAfter, nowMs);
  return {
    class: failureClass,
    sentBefore: repeat || failureClass === 'ambiguous',
    status,
    ...words,
    ...(wait !== undefined && { retryAfterMs: wait }),
    reason,
    ...(reason === 'forbidden' && { knownCauses: causesOfForbidden(words.code) }),
  };
}

/** Calling's own code may stand as `errorCode` in JSON inside the message, beside a code of Graph in words. */
const INNER_CODE = /"errorCode"\s*:\s*"?(\d{3,6})\b/;

function wordsIn(body: string): ReturnType<typeof readErrorBody> {
  const words = readErrorBody(body);
  const [, inner] = INNER_CODE.exec(words.message ?? '') ?? [];
  return inner === undefined || /^\d+$/.test(words.code ?? '') ? words : { ...words, code: inner };
}

function classOf(status: number, reason: MediaFailureReason): ProviderFailureClass {
  if (status === 408 || (status >= 500 && status !== 501 && status !== 505)) return 'ambiguous';
  if (status === 429) return 'throttled';
  if (status === 409) return 'conflict';
  if (status === 400 && reason === 'notEstablished') return 'notEstablished';
  return status === 401 ? 'credentials' : 'rejected';
}

/** One sentence for the operator: what Graph did, to what, at which attempt. Neither a person nor a token is in it. */
export function sentenceOf(trouble: Trouble, { code }: ProviderFailure, operation: string, attempt: number): string {
  const which = `(attempt ${attempt})`;
  switch (trouble.kind) {
    case 'noApplication':
      return `${operation} was not sent to Graph ${which}: the worker has no application in the cloud ${trouble.cloud}`;
    case 'noToken':
      return `${operation} was not sent to Graph ${which}: no token of Entra ID is to be had (${trouble.cause})`;
    case 'tooLate':
      return `${operation} was not sent to Graph ${which}: its sendUntil has passed`;
    case 'neverSent':
      return `Graph could not be reached for ${operation} ${which}: ${trouble.cause}`;
    case 'noAnswer':
      return `Graph left ${operation} unanswered ${which}: ${trouble.cause}`;
    case 'unreadable':
      return `Graph answered ${trouble.status} to ${operation} with a body that cannot be read ${which}`;
    case 'refused':
      return `Graph answered ${trouble.answer.status}${code === undefined ? '' : `/${code}`} to ${operation} ${which}`;
  }
}
