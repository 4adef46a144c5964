import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTVerifyGetKey } from 'jose';

export interface AcsNotificationTrust {
  /** `https://acscallautomation.communication.azure.com/calling/keys` */
  readonly jwksUrl: string;
  /** `https://acscallautomation.communication.azure.com` */
  readonly issuer: string;
  /** The immutable resource id (a GUID) of the ACS resource. */
  readonly audience: string;
  /** How far the clocks may differ; 30 by default. */
  readonly clockToleranceSeconds?: number;
  /** 3,000 by default. */
  readonly fetchTimeoutMs?: number;
  /** How long a key id that is not in the key set is refused without another fetch; 30,000 by default. */
  readonly refetchAfterMs?: number;
}

export interface AcsNotificationVerifier {
  /**
   * @param authorization the `Authorization` header of a delivery: `Bearer <JWT>`
   * @throws NotificationNotVerified (answer 401) or KeySetUnavailable (answer 503). No message holds any of the token
   */
  readonly verify: (authorization: string | undefined) => Promise<void>;
}

/** The delivery is not from ACS, not for us, or its token is too old. */
export class NotificationNotVerified extends Error {
  override readonly name = 'NotificationNotVerified';
}

/** Nothing can be said of the delivery: the keys to check it with cannot be had. */
export class KeySetUnavailable extends Error {
  override readonly name = 'KeySetUnavailable';
}

const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]*) *$/i;

/**
 * Checks that deliveries come from ACS: RS256 signature, issuer, audience and expiry.
 * @see Microsoft Learn, Secure webhook endpoint (Call Automation). Tokens live for 5 minutes, one per event
 */
export function createAcsNotificationVerifier(trust: AcsNotificationTrust): AcsNotificationVerifier {
  const { issuer, audience, clockToleranceSeconds = 30 } = trust;
  const keySet = keySetOf(trust);
  return {
    async verify(authorization) {
      const [, token] = BEARER.exec(authorization ?? '') ?? [];
      if (token === undefined) throw new NotificationNotVerified('The delivery has no bearer token.');
      try {
        await jwtVerify(token, keySet, {
          algorithms: ['RS256'],
          issuer,
          audience,
          requiredClaims: ['exp'],
          clockTolerance: clockToleranceSeconds,
        });
      } catch (error) {
        if (error instanceof KeySetUnavailable || !(error instanceof errors.JOSEError)) throw error;
        throw new NotificationNotVerified(`The token of the delivery was refused: ${reasonOf(error)}.`);
      }
    },
  };
}

/** Tells apart a token without a matching key, which is its own fault, and all that hinders the look for one. */
function keySetOf({ jwksUrl, fetchTimeoutMs = 3_000, refetchAfterMs = 30_000 }: AcsNotificationTrust): JWTVerifyGetKey {
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
      throw new KeySetUnavailable(`The key set of ACS cannot be had: ${reason}.`);
    }
  };
}

/** Codes and claim names only: jose's messages are fixed texts today, but nobody promises it. */
function reasonOf(error: errors.JOSEError): string {
  const claim =
    error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired ? ` (${error.claim})` : '';
  return error.code + claim;
}
