import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';

/** By whose keys tokens are checked. */
export interface TokenTrust {
  readonly jwksUrl: string;
  /** How far the clocks may differ. */
  readonly clockToleranceSeconds: number;
  /** 3,000 by default. */
  readonly fetchTimeoutMs?: number;
  /** How long a key id that is not in the key set is refused without another fetch; 5,000 by default. */
  readonly refetchAfterMs?: number;
  /** By which its owner signs; RS256 by default. */
  readonly algorithms?: readonly string[];
}

/** What a token has to claim. */
export interface WantedClaims {
  readonly issuer: string | string[];
  readonly audience: string;
}

/** Its sender is not who it has to be, it is not for us, or its token is too old. */
export class NotVerified extends Error {
  override readonly name = 'NotVerified';
}

/** Nothing can be said of the sender: the keys to check its token with cannot be had. */
export class KeySetUnavailable extends Error {
  override readonly name = 'KeySetUnavailable';
}

const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]*) *$/i;

/**
 * Makes a check of `Authorization` headers: `Bearer <JWT>`, signed by a key of the set, with the wanted issuer and
 * audience, and not expired. A key set is fetched when it is needed, and again for a key id that is not in it.
 *
 * @param owner whose key set it is, for the messages
 * @returns a function that answers the claims, and rejects with NotVerified (answer 401) or
 *   KeySetUnavailable (answer 503). No message holds any of the token
 */
export function tokenCheck(owner: string, trust: TokenTrust, { issuer, audience }: WantedClaims) {
  const keySet = keySetOf(owner, trust);
  return async (authorization: string | undefined): Promise<JWTPayload> => {
    const [, token] = BEARER.exec(authorization ?? '') ?? [];
    if (token === undefined) throw new NotVerified('There is no bearer token.');
    try {
      const { payload } = await jwtVerify(token, keySet, {
        algorithms: [...(trust.algorithms ?? ['RS256'])],
        issuer,
        audience,
        requiredClaims: ['exp'],
        clockTolerance: trust.clockToleranceSeconds,
      });
      return payload;
    } catch (error) {
      if (error instanceof KeySetUnavailable || !(error instanceof errors.JOSEError)) throw error;
      throw new NotVerified(`The token was refused: ${reasonOf(error)}.`);
    }
  };
}

/** Tells apart a token without a matching key, which is its own fault, and all that hinders the look for one. */
function keySetOf(
  owner: string,
  { jwksUrl, fetchTimeoutMs = 3_000, refetchAfterMs = 5_000 }: TokenTrust,
): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: fetchTimeoutMs,
    cooldownDuration: refetchAfterMs,
  });
  return async (header, token) => {
    try {
      return await remote(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      const reason = error instanceof errors.JOSEError ? error.code : 'no connection';
      throw new KeySetUnavailable(`The key set of ${owner} cannot be had: ${reason}.`);
    }
  };
}

/** Codes and claim names only: jose's messages are fixed texts today, but nobody promises it. */
function reasonOf(error: errors.JOSEError): string {
  const claim =
    error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired ? ` (${error.claim})` : '';
  return error.code + claim;
}
