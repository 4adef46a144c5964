import { createHash, randomBytes } from 'node:crypto';
import type { StartOptions } from './call-options.ts';
import { ownerFor } from './owners.ts';
import { assertIdempotencyKey } from './parse-request.ts';

const HEX_DIGITS = 32;

/**
 * The same key makes the same operation, for the whole life of the call; without one every command is a new one.
 *
 * @throws InvalidRequest, TypeError
 */
export function mediaKey(callId: string, kind: string, { caller, idempotencyKey }: StartOptions): string {
  const owner = ownerFor(caller);
  assertIdempotencyKey(idempotencyKey);
  if (idempotencyKey === undefined) return randomBytes(HEX_DIGITS / 2).toString('hex');
  const parts = JSON.stringify([owner, kind, callId, idempotencyKey]);
  return createHash('sha256').update(parts).digest('hex').slice(0, HEX_DIGITS);
}
