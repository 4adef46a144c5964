import type { MediaFailureReason, MediaResult } from '../../contract/media-result.ts';

/*
 * What Graph's codes mean, sorted once, at the edge. Sub-codes: Microsoft Graph, recordOperation (8510) and resultInfo
 * (8508); ACS error codes, which are the same wherever both are known.
 */

const BY_SUB_CODE: Readonly<Record<number, MediaFailureReason>> = {
  7503: 'forbidden',
  7504: 'forbidden',
  7505: 'forbidden',
  8501: 'notEstablished',
  8503: 'notEstablished',
  8504: 'notEstablished',
  8509: 'silence',
  8510: 'silence',
  8511: 'unplayable',
  8512: 'unplayable',
  8535: 'unplayable',
  8536: 'unplayable',
  8585: 'notEstablished',
};

/** @param told a code like a status of HTTP, and a sub-code; either may be absent */
export function reasonOf({ code, subCode }: { readonly code?: number; readonly subCode?: number }): MediaFailureReason {
  const known = BY_SUB_CODE[subCode ?? 0];
  if (known !== undefined) return known;
  if (code === 401) return 'credentials';
  if (code === 403) return 'forbidden';
  if (code === 429) return 'throttled';
  if (code !== undefined && code >= 500) return 'providerFault';
  return code === 400 ? 'invalid' : 'other';
}

/**
 * What an operation came to: 400/8508 is cancelled, also beside the status `completed`; 2xx is completed. All else goes by
 * its status, and by its code where the status is none that is known. Neither the message nor `completionReason` is looked
 * at. `undefined`: Graph says nothing of it.
 */
export function resultOf(told: {
  readonly code?: number;
  readonly subCode?: number;
  readonly status?: string;
}): MediaResult | undefined {
  const { code = 0, subCode, status } = told;
  if (code === 400 && subCode === 8508) return 'cancelled';
  if ((code >= 200 && code < 300) || status === 'completed') return 'completed';
  return status === 'failed' || code !== 0 ? reasonOf(told) : undefined;
}

/** Graph knows the call no longer: what was asked of it was not done, and nothing will be. */
export function saysCallEnded(code: string | undefined): boolean {
  return code === '8522';
}

const CAUSES_OF_FORBIDDEN: Readonly<Record<string, string>> = {
  '7503': '7503: the application is not registered for calling',
  '7504': '7504: an application permission, or the admin’s consent to it, is missing',
  '7505': '7505: the token is of another tenant than the call',
};

/** Why Graph may have answered 403, as far as it is known: first the cause that the code names, which need not be the one. */
export function causesOfForbidden(code: string | undefined): readonly string[] {
  const { [code ?? '']: named, ...others } = CAUSES_OF_FORBIDDEN;
  return [...(named === undefined ? [] : [named]), ...Object.values(others)];
}
