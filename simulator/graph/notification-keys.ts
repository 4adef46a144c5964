import type { JWK } from 'jose';
import { SigningKey, type TokenWishes } from '../signing-key.ts';
import type { Switches } from './switches.ts';

export interface NotificationTokenWishes extends TokenWishes {
  /** null: a token without a tenant. */
  tenantId?: string | null | undefined;
  /** Under a key id that is in no key set. */
  unknownKid?: boolean | undefined;
}

/* Bot Framework docs, Authentication: connector to bot; the Graph calling samples allow both. */
export const notificationIssuers = {
  botframework: 'https://api.botframework.com',
  graph: 'https://graph.microsoft.com',
};

/** What notifications are signed with: the newest key signs, older ones may still be published. */
export class NotificationKeys {
  #keys: SigningKey[];
  readonly #audience: string;

  private constructor(keys: SigningKey[], audience: string) {
    this.#keys = keys;
    this.#audience = audience;
  }

  static async create(audience: string, kept?: JWK[]): Promise<NotificationKeys> {
    const keys = await Promise.all((kept ?? [undefined]).map((jwk) => SigningKey.create(jwk)));
    return new NotificationKeys(keys, audience);
  }

  privateJwks(): JWK[] {
    return this.#keys.map(({ privateJwk }) => privateJwk);
  }

  publicKeySet(): { keys: JWK[] } {
    return { keys: this.#keys.flatMap((key) => key.publicKeySet().keys) };
  }

  /** A new key signs from now on; answers its id. */
  async rotate(keepOld: boolean): Promise<string> {
    const next = await SigningKey.create();
    this.#keys = [next, ...(keepOld ? this.#keys : [])];
    return next.privateJwk.kid as string;
  }

  /** Live tokens have no iat, and say cty although nothing is nested (MicrosoftDocs/bot-docs, issue 2242). */
  token(tenantId: string, switches: Switches, wishes: NotificationTokenWishes = {}): Promise<string> {
    const { tokenIssuer, tokenSeconds, tokenIssuedAt, tokenContentType } = switches;
    const tid = wishes.tenantId === undefined ? tenantId : wishes.tenantId;
    const [key] = this.#keys as [SigningKey];
    const header = { ...(tokenContentType && { cty: 'JWT' }), ...(wishes.unknownKid && { kid: 'nobody-knows-it' }) };
    return key.token(
      { iss: notificationIssuers[tokenIssuer], aud: this.#audience, ...(tid !== null && { tid }) },
      wishes,
      {
        header,
        withoutIssuedAt: !tokenIssuedAt,
        seconds: tokenSeconds,
      },
    );
  }
}
