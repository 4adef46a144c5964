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
 *
 * Sources keep their tokens as well, also those that were refused: after one was, a new source is opened.
 */
export class EntraTokens implements TokenCredential {
  readonly #open: () => TokenCredential;
  #source: TokenCredential | undefined;
  #token: AccessToken | undefined;

  constructor(open: () => TokenCredential) {
    this.#open = open;
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

  /** After a token was refused: the next request asks for another one. */
  forget(): void {
    this.#token = undefined;
    this.#source = undefined;
  }

  async #ask(scopes: string | string[], options: GetTokenOptions): Promise<AccessToken> {
    const { abortSignal } = options;
    const givenUp = new Promise<never>((_, reject) => {
      const giveUp = () => reject(new NoToken('no token in time'));
      if (abortSignal?.aborted) giveUp();
      else abortSignal?.addEventListener('abort', giveUp);
    });
    try {
      this.#source ??= this.#open();
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
  const { name = 'unknown', message, errorResponse } = (error ?? {}) as Told;
  const type = /^\w{1,64}$/.test(name) ? name : 'unknown';
  const codes = [errorResponse?.errorDescription, message].map((told) =>
    typeof told === 'string' ? ENTRA_CODE.exec(told)?.[0] : undefined,
  );
  const code = codes.find((found) => found !== undefined);
  return code === undefined ? type : `${type}, ${code}`;
}

/** What the vendor's errors have, each some of it. */
interface Told {
  readonly name?: string;
  readonly message?: unknown;
  readonly errorResponse?: { readonly errorDescription?: unknown };
}
