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

const lifetimeSeconds = 300;

export interface TokenWishes {
  issuer?: string | undefined;
  audience?: string | undefined;
  /** Its time was over before it was sent. */
  expired?: boolean | undefined;
  /** Signed with a key that is not in the key set, under the kid of the one that is. */
  foreignKey?: boolean | undefined;
  /** alg none. */
  unsigned?: boolean | undefined;
}

export interface TokenForm {
  /** Beside alg, kid and typ. */
  header?: Readonly<Record<string, string>>;
  withoutIssuedAt?: boolean;
  /** Five minutes where nothing is said. */
  seconds?: number;
}

export class SigningKey {
  readonly privateJwk: JWK;
  readonly #key: CryptoKey;
  #foreign: Promise<CryptoKey> | undefined;

  private constructor(privateJwk: JWK, key: CryptoKey) {
    this.privateJwk = privateJwk;
    this.#key = key;
  }

  static async create(kept?: JWK): Promise<SigningKey> {
    const jwk = kept ?? { ...(await exportJWK(await newKey())), kid: randomUUID(), alg: 'RS256', use: 'sig' };
    return new SigningKey(jwk, (await importJWK(jwk, 'RS256')) as CryptoKey);
  }

  publicKeySet(): { keys: JWK[] } {
    const { kty, n, e, kid, alg, use } = this.privateJwk;
    return { keys: [{ kty, n, e, kid, alg, use } as JWK] };
  }

  /** A webhook token: these claims, or what is wished instead. */
  async token(usual: JWTPayload, wishes: TokenWishes = {}, form: TokenForm = {}): Promise<string> {
    const { seconds = lifetimeSeconds } = form;
    const issuedAt = Math.floor(Date.now() / 1000) - (wishes.expired ? 2 * seconds : 0);
    const claims = { ...usual, iss: wishes.issuer ?? usual.iss, aud: wishes.audience ?? usual.aud } as JWTPayload;
    if (wishes.unsigned) return new UnsecuredJWT(timed(claims, issuedAt, seconds, form)).encode();
    const key = wishes.foreignKey ? await (this.#foreign ??= newKey()) : this.#key;
    return this.sign(claims, issuedAt, seconds, form, key);
  }

  /** A token that is good from `issuedAt`, in seconds since 1970, for so many seconds. */
  sign(claims: JWTPayload, issuedAt: number, seconds: number, form: TokenForm = {}, key = this.#key): Promise<string> {
    return new SignJWT(timed(claims, issuedAt, seconds, form))
      .setProtectedHeader({ alg: 'RS256', kid: this.privateJwk.kid as string, typ: 'JWT', ...form.header })
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

function timed(claims: JWTPayload, issuedAt: number, seconds: number, form: TokenForm): JWTPayload {
  return { ...claims, ...(!form.withoutIssuedAt && { iat: issuedAt }), nbf: issuedAt, exp: issuedAt + seconds };
}

async function newKey(): Promise<CryptoKey> {
  return (await generateKeyPair('RS256', { extractable: true })).privateKey;
}
