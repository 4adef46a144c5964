import type { SigningKey } from './signing-key.ts';

/** The service principal that may sign in. */
export interface EntraClient {
  tenantId: string;
  clientId: string;
  clientSecret: string;
}

/* As the official clients ask for it: `https://communication.azure.com//.default`. */
export const resource = 'https://communication.azure.com/';

/** Microsoft Entra ID as far as it concerns one tenant with one service principal: access tokens for ACS. */
export class Entra {
  readonly client: EntraClient;
  readonly #key: SigningKey;

  constructor(client: EntraClient, key: SigningKey) {
    this.client = client;
    this.#key = key;
  }

  token(seconds: number): Promise<string> {
    const claims = { iss: this.#issuer(), aud: resource, appid: this.client.clientId };
    return this.#key.sign(claims, Math.floor(Date.now() / 1000), seconds);
  }

  isGood(token: string, nowMs: number): Promise<boolean> {
    return this.#key.signed(token, { issuer: this.#issuer(), audience: resource, nowMs });
  }

  #issuer(): string {
    return `https://sts.simulated.invalid/${this.client.tenantId}/`;
  }
}
