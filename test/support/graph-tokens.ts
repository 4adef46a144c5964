import { SignJWT } from 'jose';
import type { Signer } from './acs-tokens.ts';

const liveIssuer = 'https://api.botframework.com';
export const issuers = [liveIssuer, 'https://graph.microsoft.com'];
export const audience = '0a1b2c3d-0000-4000-8000-000000000001';
export const tid = '7D1F5A10-0000-4000-8000-00000000000A';

/**
 * The `Authorization` header of a delivery, with a token as live ones are: they call themselves nested, and do not say
 * when they were issued.
 */
export async function bearer(
  { kid, privateKey }: Signer,
  claims: Readonly<Record<string, unknown>> = {},
  exp = '5m',
): Promise<string> {
  const token = new SignJWT({ iss: liveIssuer, aud: audience, tid, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid, cty: 'JWT', x5t: 'thumbprint' })
    .setExpirationTime(exp);
  return `Bearer ${await token.sign(privateKey)}`;
}
