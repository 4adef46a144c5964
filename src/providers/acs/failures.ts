import type { CredentialChoice } from '../../contract/acs-activities.ts';
import type { ProviderFailure, ProviderFailureClass } from '../../contract/provider-failure.ts';
import type { LostAnswer } from '../lost-answer.ts';
import { readErrorBody } from '../provider-words.ts';
import { retryAfterMs } from '../retry-after.ts';
import type { Answer } from './exchange.ts';

/** What came instead of the answer that was wanted. */
export type Trouble =
  | LostAnswer
  | { readonly kind: 'noCredential'; readonly choice: CredentialChoice }
  | { readonly kind: 'unreadable'; readonly status: number }
  | { readonly kind: 'refused'; readonly answer: Answer };

export interface Circumstances {
  /** True where an earlier attempt may have been executed. */
  readonly repeat: boolean;
  /** True for the requests that carry a Repeatability pair; looks carry none. */
  readonly repeatability: boolean;
  readonly nowMs: number;
}

/** "Action requires an established call" and "not valid in the current call state". */
const NOT_ESTABLISHED: ReadonlySet<string> = new Set(['8501', '8585']);
/** Insufficient permission, invalid source identity, HMAC validation error. */
const OUR_CREDENTIALS: ReadonlySet<string> = new Set(['7504', '7507', '7509']);

/**
 * Decides, once, what became of a request.
 * @see Microsoft Learn, Troubleshooting call end response codes for Calling SDK, Call Automation SDK (8xxx, 7xxx)
 * @see Microsoft REST, Repeatable requests (409, 412, and 400 for a repeat that does not match)
 */
export function classify(trouble: Trouble, { repeat, repeatability, nowMs }: Circumstances): ProviderFailure {
  if (trouble.kind === 'unreadable') return { class: 'unreadable', sentBefore: true, status: trouble.status };
  if (trouble.kind === 'noToken' || trouble.kind === 'noCredential')
    return { class: 'credentials', sentBefore: repeat };
  if (trouble.kind !== 'refused') return { class: 'ambiguous', sentBefore: repeat || trouble.kind === 'noAnswer' };
  const { status, body, retryAfter } = trouble.answer;
  const words = readErrorBody(body);
  const wait = retryAfterMs(retryAfter, nowMs);
  const failureClass = classOf(status, words.code, repeat, repeatability);
  return {
    class: failureClass,
    sentBefore: repeat || failureClass === 'ambiguous' || failureClass === 'unreadable',
    status,
    ...words,
    ...(wait !== undefined && { retryAfterMs: wait }),
  };
}

function classOf(
  status: number,
  code: string | undefined,
  repeat: boolean,
  repeatability: boolean,
): ProviderFailureClass {
  if (status >= 200 && status < 300) return 'unreadable';
  if (status === 408 || (status >= 500 && status !== 501 && status !== 505)) return 'ambiguous';
  if (status === 429) return 'throttled';
  if (status === 401 || (status === 403 && OUR_CREDENTIALS.has(code ?? ''))) return 'credentials';
  if (!repeatability) return 'rejected';
  if (status === 409) return repeat ? 'stillRunning' : 'conflict';
  if (status === 412) return 'windowPassed';
  if (status === 400 && NOT_ESTABLISHED.has(code ?? '')) return 'notEstablished';
  if (status === 400 && repeat) return 'mismatch';
  return 'rejected';
}

/** One sentence for the operator: what ACS did, to what, at which attempt. Nobody who is called is named in it. */
export function sentenceOf(trouble: Trouble, { code }: ProviderFailure, operation: string, attempt: number): string {
  switch (trouble.kind) {
    case 'noCredential':
      return `${operation} was not sent to ACS (attempt ${attempt}): there is no ${trouble.choice} credential`;
    case 'noToken':
      return `${operation} was not sent to ACS (attempt ${attempt}): no token of Entra ID is to be had (${trouble.cause})`;
    case 'neverSent':
      return `ACS could not be reached for ${operation} (attempt ${attempt}): ${trouble.cause}`;
    case 'noAnswer':
      return `ACS left ${operation} unanswered (attempt ${attempt}): ${trouble.cause}`;
    case 'unreadable':
      return `ACS answered ${trouble.status} to ${operation} with a body that cannot be read (attempt ${attempt})`;
    case 'refused':
      return `ACS answered ${trouble.answer.status}${code === undefined ? '' : `/${code}`} to ${operation} (attempt ${attempt})`;
  }
}
