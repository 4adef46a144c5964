import type { TokenCredential } from '@azure/identity';
import { EntraTokens } from '../entra-tokens.ts';

/** The tokens of one application, each for one tenant and for as long as it lasts. */
export class TenantTokens {
  readonly #credentialOf: (tenantId: string) => TokenCredential;
  readonly #scope: string;
  readonly #tenants = new Map<string, EntraTokens>();

  constructor(credentialOf: (tenantId: string) => TokenCredential, scope: string) {
    this.#credentialOf = credentialOf;
    this.#scope = scope;
  }

  /** @throws NoToken, also when the signal is aborted meanwhile */
  async get(tenantId: string, abortSignal: AbortSignal): Promise<string> {
    const tokens = this.#tenants.get(tenantId) ?? new EntraTokens(() => this.#credentialOf(tenantId));
    const { token } = await tokens.getToken(this.#scope, { abortSignal });
    // Tenants that do not exist leave nothing behind.
    this.#tenants.set(tenantId, tokens);
    return token;
  }

  /** After a token of the tenant was refused. */
  forget(tenantId: string): void {
    this.#tenants.delete(tenantId);
  }
}
