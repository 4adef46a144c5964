import { randomUUID } from 'node:crypto';
import {
  exportJWK,
  generateKeyPair,
  importJWK,
  jwtVerify,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWK,
  type JWTPayload,
} from 'jose';

/* Microsoft docs, Secure webhook endpoint: RS256, five minutes, issuer of the service, audience = the resource id. */

const lifetimeSeconds = 300;

export interface TokenWishes {
  issuer?: string | undefined;
  audience?: string | undefined;
  /** Issued ten minutes ago. */
  expired?: boolean | undefined;
  /** Signed with a key that is not in the key set, under the kid of the one that is. */
  foreignKey?: boolean | undefined;
  /** alg none. */
  unsigned?: boolean | undefined;
}

export class SigningKey {
  readonly privateJwk: JWK;
  readonly #key: CryptoKey;
  readonly #audience: string;
  #foreign: Promise<CryptoKey> | undefined;

  private constructor(privateJwk: JWK, key: CryptoKey, audience: string) {
    this.privateJwk = privateJwk;
    this.#key = key;
    this.#audience = audience;
  }

  static async create(audience: string, kept?: JWK): Promise<SigningKey> {
    const jwk = kept ?? { ...(await exportJWK(await newKey())), kid: randomUUID(), alg: 'RS256', use: 'sig' };
    return new SigningKey(jwk, (await importJWK(jwk, 'RS256')) as CryptoKey, audience);
  }

  publicKeySet(): { keys: JWK[] } {
    const { kty, n, e, kid, alg, use } = this.privateJwk;
    return { keys: [{ kty, n, e, kid, alg, use } as JWK] };
  }

  async token(issuer: string, wishes: TokenWishes = {}): Promise<string> {
    const issuedAt = Math.floor(Date.now() / 1000) - (wishes.expired ? 2 * lifetimeSeconds : 0);
    const claims = { iss: wishes.issuer ?? issuer, aud: wishes.audience ?? this.#audience };
    if (wishes.unsigned) return new UnsecuredJWT(timed(claims, issuedAt, lifetimeSeconds)).encode();
    const key = wishes.foreignKey ? await (this.#foreign ??= newKey()) : this.#key;
    return this.sign(claims, issuedAt, lifetimeSeconds, key);
  }

  /** A token that is good from `issuedAt`, in seconds since 1970, for so many seconds. */
  sign(claims: JWTPayload, issuedAt: number, seconds: number, key = this.#key): Promise<string> {
    return new SignJWT(timed(claims, issuedAt, seconds))
      .setProtectedHeader({ alg: 'RS256', kid: this.privateJwk.kid as string, typ: 'JWT' })
      .sign(key);
  }

  /** Whether a token is one of this key, for this audience, and not over. */
  async signed(token: string, expected: { issuer: string; audience: string; nowMs: number }): Promise<boolean> {
    const { issuer, audience, nowMs } = expected;
    const key = await importJWK(this.publicKeySet().keys[0] as JWK, 'RS256');
    return jwtVerify(token, key, { issuer, audience, currentDate: new Date(nowMs), algorithms: ['RS256'] }).then(
      () => true,
      () => false,
    );
  }
}

function timed(claims: JWTPayload, issuedAt: number, seconds: number): JWTPayload {
  return { ...claims, iat: issuedAt, nbf: issuedAt, exp: issuedAt + seconds };
}

async function newKey(): Promise<CryptoKey> {
  return (await generateKeyPair('RS256', { extractable: true })).privateKey;
}
