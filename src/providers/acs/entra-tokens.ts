import { DefaultAzureCredential } from '@azure/identity';
import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';

/** There is no token to be had, so that nothing was sent. The cause is a word, and holds nothing of the credential. */
export class NoToken extends Error {
  override readonly name = 'NoToken';
}

/** A token that ends sooner is not used: it must outlast the request. */
const SPARE_MS = 2 * 60_000;

/**
 * Hands out the tokens of a source, each for as long as it lasts: the official client makes a pipeline of its own for
 * every call, and some sources (Azure's command line) start a process for every token.
 */
export class EntraTokens implements TokenCredential {
  readonly #source: TokenCredential;
  #token: AccessToken | undefined;

  constructor(source: TokenCredential) {
    this.#source = source;
  }

  /** @throws NoToken, also when the request is given up meanwhile */
  async getToken(scopes: string | string[], options: GetTokenOptions = {}): Promise<AccessToken> {
    const kept = this.#token;
    if (kept !== undefined && options.claims === undefined && kept.expiresOnTimestamp - SPARE_MS > Date.now())
      return kept;
    const token = await this.#ask(scopes, options);
    this.#token = token;
    return token;
  }

  /** After a token was refused: the next request asks the source again. */
  forget(): void {
    this.#token = undefined;
  }

  async #ask(scopes: string | string[], options: GetTokenOptions): Promise<AccessToken> {
    const { abortSignal } = options;
    const givenUp = new Promise<never>((_, reject) => {
      const giveUp = () => reject(new NoToken('no token in time'));
      if (abortSignal?.aborted) giveUp();
      else abortSignal?.addEventListener('abort', giveUp);
    });
    try {
      const token = await Promise.race([this.#source.getToken(scopes, options), givenUp]);
      if (token === null) throw new NoToken('no token');
      return token;
    } catch (error) {
      throw error instanceof NoToken ? error : new NoToken(wordFor(error));
    }
  }
}

/** Microsoft Learn, "Microsoft Entra authentication and authorization error codes": AADSTS and a number. */
const ENTRA_CODE = /\bAADSTS\d{2,9}\b/;

/** The kind of the error and Entra's code; its words may name the tenant, the application, or whatever was sent. */
function wordFor(error: unknown): string {
  const { name = 'unknown', errorResponse } = (error ?? {}) as {
    readonly name?: string;
    readonly errorResponse?: { readonly errorDescription?: unknown };
  };
  const type = /^\w{1,64}$/.test(name) ? name : 'unknown';
  const told = errorResponse?.errorDescription;
  const [code] = ENTRA_CODE.exec(typeof told === 'string' ? told : '') ?? [];
  return code === undefined ? type : `${type}, ${code}`;
}

export interface EntraId {
  /** Where tokens come from instead of the public cloud's; taken at its word, without asking the public cloud about it. */
  readonly authorityHost?: string;
}

/**
 * The credential of the process: environment, workload identity, managed identity, developer tools, in this order.
 * @see Microsoft Learn, "DefaultAzureCredential overview"
 */
export function entraTokens({ authorityHost }: EntraId): EntraTokens {
  return new EntraTokens(
    new DefaultAzureCredential(authorityHost === undefined ? {} : { authorityHost, disableInstanceDiscovery: true }),
  );
}
