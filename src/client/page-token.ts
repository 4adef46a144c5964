import { createHash } from 'node:crypto';
import { InvalidPageToken } from './errors.ts';

const HASH_DIGITS = 16;
const TOKEN = /^([0-9a-f]{16})\.([A-Za-z0-9_-]{1,2000})$/;

/** Where a list goes on: Temporal's own token, bound to the query that it is of. */
export function pageTokenOf(query: string, temporalToken: Uint8Array): string {
  const token = Buffer.from(temporalToken).toString('base64url');
  return `${hashOf(query, token)}.${token}`;
}

/**
 * Temporal fails at a token that it has not given out, and is asked again for as long as the call may take: it is not to
 * see one. Whoever knows how to make one up gets no more of it than a page of their own list.
 *
 * @throws InvalidPageToken for one of another query, and for what was never one
 */
export function readPageToken(query: string, pageToken: string): Uint8Array {
  const [, hash, token] = TOKEN.exec(pageToken) ?? [];
  if (token === undefined || hash !== hashOf(query, token)) throw new InvalidPageToken();
  return Buffer.from(token, 'base64url');
}

function hashOf(query: string, token: string): string {
  return createHash('sha256').update(`${query}\n${token}`).digest('hex').slice(0, HASH_DIGITS);
}
