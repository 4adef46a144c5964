import { createHash, randomBytes } from 'node:crypto';
import type { Caller, Scope } from './caller.ts';

/** A key of which only its hash is kept. Two keys with one name are one caller: so they are exchanged. */
export interface ApiKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** SHA-256 of the key, 64 hexadecimal digits. A key is random and long: a slower hash would protect nothing. */
  readonly sha256: string;
}

/** Tells a key from a token. */
const PREFIX = 'dck_';
const RANDOM_BYTES = 32;
const API_KEY = new RegExp(`^Bearer +(${PREFIX}[\\w-]{43}) *$`, 'i');

export function newApiKey(): string {
  return PREFIX + randomBytes(RANDOM_BYTES).toString('base64url');
}

export function apiKeyIn(authorization: string | undefined): string | undefined {
  return API_KEY.exec(authorization ?? '')?.[1];
}

/** Makes a look-up of keys; `undefined` for a key that is none. How long it takes tells of hashes at most. */
export function callersByApiKey(keys: readonly ApiKey[]): (key: string) => Caller | undefined {
  const callers = new Map(
    keys.map(({ name, scopes, sha256 }) => [sha256, { id: `key:${name}`, scopes: new Set(scopes) }]),
  );
  return (key) => callers.get(hashOfApiKey(key));
}

export function hashOfApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
