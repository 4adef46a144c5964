import { tokenCheck, type TokenTrust, type WantedClaims } from '../verify-token.ts';

/**
 * `jwksUrl` is `https://acscallautomation.communication.azure.com/calling/keys`, `issuer` the same without its path,
 * and `audience` the immutable resource id (a GUID) of the ACS resource.
 */
export interface AcsNotificationTrust extends Omit<TokenTrust, 'clockToleranceSeconds'> {
  readonly issuer: string;
  readonly audience: WantedClaims['audience'];
  /** How far the clocks may differ; 30 by default. */
  readonly clockToleranceSeconds?: number;
}

export interface AcsNotificationVerifier {
  /**
   * @param authorization the `Authorization` header of a delivery: `Bearer <JWT>`
   * @throws NotVerified (answer 401) or KeySetUnavailable (answer 503). No message holds any of the token
   */
  readonly verify: (authorization: string | undefined) => Promise<void>;
}

/**
 * Checks that deliveries come from ACS: RS256 signature, issuer, audience and expiry.
 * @see Microsoft Learn, Secure webhook endpoint (Call Automation). Tokens live for 5 minutes, one per event
 */
export function createAcsNotificationVerifier(trust: AcsNotificationTrust): AcsNotificationVerifier {
  const check = tokenCheck('ACS', { clockToleranceSeconds: 30, ...trust }, trust);
  return {
    async verify(authorization) {
      await check(authorization);
    },
  };
}
