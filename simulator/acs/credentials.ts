import { Refusal } from '../answers.ts';
import type { AccessKeys } from './access-keys.ts';
import type { Entra } from './entra.ts';
import { checkHmac } from './hmac.ts';
import type { Incoming } from './incoming.ts';
import type { Switches } from './switches.ts';

interface CredentialParts {
  accessKeys: AccessKeys;
  entra: Entra | undefined;
  switches: () => Switches;
  now: () => number;
}

const bearer = /^Bearer +(\S+)$/i;

/** Microsoft REST, Authentication for Azure Communication Services: a signature by access key, or a token of Entra ID. */
export class Credentials {
  readonly #parts: CredentialParts;

  constructor(parts: CredentialParts) {
    this.#parts = parts;
  }

  /** Throws a Refusal. */
  async check(incoming: Incoming): Promise<void> {
    const { accessKeys, entra, switches, now } = this.#parts;
    const { refusedAccessKeys, clockSkewLimitMs, refuseEntraTokens } = switches();
    const token = bearer.exec(incoming.headers.authorization ?? '')?.[1];
    if (token === undefined || entra === undefined)
      return checkHmac(incoming, accessKeys.except(refusedAccessKeys), now(), clockSkewLimitMs);
    // Which code a refused token gets is nowhere documented.
    if (refuseEntraTokens || !(await entra.isGood(token, now())))
      throw new Refusal(401, 'Denied', 'The token is not valid.');
  }
}
