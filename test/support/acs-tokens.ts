import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK } from 'jose';

export const issuer = 'https://acscallautomation.communication.azure.com';
export const audience = '00000000-1111-2222-3333-444444444444';

/** A key that ACS could sign its deliveries with. */
export interface Signer {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export async function signer(kid: string): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}

export interface Claims {
  readonly iss?: string;
  readonly aud?: string;
  readonly exp?: string | null;
  readonly nbf?: string;
}

/** The `Authorization` header of a delivery. */
export async function bearer(
  { kid, privateKey }: Signer,
  { iss = issuer, aud = audience, exp = '5m', nbf }: Claims = {},
): Promise<string> {
  const token = new SignJWT({}).setProtectedHeader({ alg: 'RS256', kid }).setIssuer(iss).setAudience(aud).setIssuedAt();
  if (exp !== null) token.setExpirationTime(exp);
  if (nbf !== undefined) token.setNotBefore(nbf);
  return `Bearer ${await token.sign(privateKey)}`;
}
