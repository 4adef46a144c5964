import { GUID } from '../../contract/guid.ts';
import { NotVerified, tokenCheck, type TokenTrust } from '../verify-token.ts';

/** Who signs the notifications of calls, and for whom. */
export interface GraphNotificationTrust extends Omit<TokenTrust, 'clockToleranceSeconds'> {
  /** `https://api.botframework.com` is what live tokens have; Microsoft's sample takes `https://graph.microsoft.com` too. */
  readonly issuers: readonly string[];
  /** The id of the application, a GUID. */
  readonly audience: string;
  /** How far the clocks may differ; 60 by default. */
  readonly clockToleranceSeconds?: number;
}

export interface GraphNotificationVerifier {
  /**
   * @param authorization the `Authorization` header of a delivery: `Bearer <JWT>`
   * @returns the tenant for which Graph speaks, in lower case. Whoever knows the call checks that it is the call's
   * @throws NotVerified (answer 401) or KeySetUnavailable (answer 503). No message holds any of the token
   */
  readonly verify: (authorization: string | undefined) => Promise<{ readonly tenantId: string }>;
}

/**
 * Checks that deliveries come from Graph: RS256 signature, issuer, audience, expiry, and that a tenant is named. Live
 * tokens have no `iat`, and call themselves nested (`cty`) although they are not: neither is looked at.
 *
 * @see Microsoft Graph, Calls: authenticate the callback ("Authenticate calls and meetings bots"); MicrosoftDocs/bot-docs, issue 2242
 */
export function createGraphNotificationVerifier(trust: GraphNotificationTrust): GraphNotificationVerifier {
  const { issuers, audience } = trust;
  const check = tokenCheck('Graph', { clockToleranceSeconds: 60, ...trust }, { issuer: [...issuers], audience });
  return {
    async verify(authorization) {
      const { tid } = await check(authorization);
      if (typeof tid !== 'string' || !GUID.test(tid))
        throw new NotVerified('The token was refused: it names no tenant (tid).');
      return { tenantId: tid.toLowerCase() };
    },
  };
}
