import { NotVerified } from '../../providers/verify-token.ts';
import { callersByAccessToken, type AccessTokenTrust } from './access-tokens.ts';
import { apiKeyIn, callersByApiKey, type ApiKey } from './api-keys.ts';
import { LOCAL, type Caller } from './caller.ts';

export interface Credentials {
  readonly apiKeys: readonly ApiKey[];
  /** Absent: no tokens are taken. */
  readonly accessTokens?: AccessTokenTrust | undefined;
}

/** @throws NotVerified (answer 401), KeySetUnavailable (answer 503); no message holds any of the credentials */
export type Identify = (authorization: string | undefined) => Promise<Caller>;

/** Nobody says who they are: for a listener that only this machine can reach. */
export const everybodyIsLocal: Identify = async () => LOCAL;

/** By an API key or an access token, both as `Authorization: Bearer …`. */
export function identifyBy({ apiKeys, accessTokens }: Credentials): Identify {
  const callerOf = callersByApiKey(apiKeys);
  const callerBy = accessTokens && callersByAccessToken(accessTokens);
  return async (authorization) => {
    if (authorization === undefined) throw new NotVerified('The request says nothing of who makes it.');
    const key = apiKeyIn(authorization);
    if (key === undefined && callerBy !== undefined) return callerBy(authorization);
    const caller = key === undefined ? undefined : callerOf(key);
    if (caller === undefined) throw new NotVerified('The API key is none that is known here.');
    return caller;
  };
}
