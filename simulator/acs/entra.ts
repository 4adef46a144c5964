import type { Principal } from '../entra-routes.ts';
import type { SigningKey } from '../signing-key.ts';
import type { Switches } from './switches.ts';

/** The service principal that may sign in. */
export interface EntraClient {
  tenantId: string;
  clientId: string;
  clientSecret: string;
}

/* As the official clients ask for it: `https://communication.azure.com//.default`. */
const audience = 'https://communication.azure.com/';

/** Microsoft Entra ID as far as it concerns one tenant with one service principal: access tokens for ACS. */
export class Entra implements Principal {
  readonly tenantIds: readonly string[];
  readonly clientId: string;
  readonly clientSecret: string;
  readonly keysPath = '/calling/keys';
  readonly #key: SigningKey;
  readonly #switches: () => Switches;

  constructor({ tenantId, clientId, clientSecret }: EntraClient, key: SigningKey, switches: () => Switches) {
    this.tenantIds = [tenantId];
    this.clientId = clientId;
    this.clientSecret = clientSecret;
    this.#key = key;
    this.#switches = switches;
  }

  answers(): Switches['entraAnswers'] {
    return this.#switches().entraAnswers;
  }

  tokenSeconds(): number {
    return this.#switches().entraTokenSeconds;
  }

  resourceOf(scope: string): string | undefined {
    return scope === `${audience}/.default` ? audience : undefined;
  }

  token(_tenantId: string, resource: string, seconds: number): Promise<string> {
    const claims = { iss: this.#issuer(), aud: resource, appid: this.clientId };
    return this.#key.sign(claims, Math.floor(Date.now() / 1000), seconds);
  }

  isGood(token: string, nowMs: number): Promise<boolean> {
    return this.#key.signed(token, { issuer: this.#issuer(), audience, nowMs });
  }

  #issuer(): string {
    return `https://sts.simulated.invalid/${this.tenantIds[0]}/`;
  }
}
