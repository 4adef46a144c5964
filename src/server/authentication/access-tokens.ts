import { createHash } from 'node:crypto';
import { NotVerified, tokenCheck } from '../../providers/verify-token.ts';
import { isScope, type Caller, type Scope } from './caller.ts';

/** Whose access tokens are taken. */
export interface AccessTokenTrust {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
}

const CLOCK_TOLERANCE_SECONDS = 30;
const HASH_DIGITS = 32;

/** What is signed with a shared secret is taken of nobody. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/** Where issuers write what a token is good for: OAuth's `scope`, and Entra's for users (`scp`) and for applications (`roles`). */
const SCOPE_CLAIMS = ['scope', 'scp', 'roles'] as const;

/**
 * Makes a check of `Authorization: Bearer <JWT>`: signature, issuer, audience and expiry, and that a subject is named. One
 * subject of an issuer is one caller.
 *
 * @returns a function that rejects with NotVerified (answer 401) or KeySetUnavailable (answer 503)
 * @see RFC 9068, 4; RFC 8693, 4.2
 */
export function callersByAccessToken({
  issuer,
  audience,
  jwksUrl,
}: AccessTokenTrust): (authorization: string) => Promise<Caller> {
  const trust = { jwksUrl, clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS, algorithms: ALGORITHMS };
  const check = tokenCheck('the issuer', trust, { issuer, audience });
  return async (authorization) => {
    const claims = await check(authorization);
    const { sub } = claims;
    if (typeof sub !== 'string' || sub === '')
      throw new NotVerified('The token was refused: it names no subject (sub).');
    return {
      id: `jwt:${hashOf([issuer, sub])}`,
      scopes: new Set(SCOPE_CLAIMS.flatMap((claim) => scopesIn(claims[claim]))),
    };
  };
}

/** A subject may be somebody's name or address. */
function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, HASH_DIGITS);
}

function scopesIn(claim: unknown): Scope[] {
  const words: unknown[] = typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [];
  return words.filter((word): word is Scope => typeof word === 'string' && isScope(word));
}
