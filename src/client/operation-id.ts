import { createHash, randomBytes } from 'node:crypto';
import { ADD_PARTICIPANT_PREFIX } from '../contract/operation-context.ts';
import { canonicalId } from '../contract/same-id.ts';

const HEX_DIGITS = 32;

/** By what a start is recognised when it is repeated. */
interface StartKey {
  readonly caller: string;
  readonly callConnectionId: string;
  readonly idempotencyKey: string | undefined;
}

/** The same key makes the same operation; without one every start is a new operation. Nothing personal is in it. */
export function addParticipantId({ caller, callConnectionId, idempotencyKey }: StartKey): string {
  if (idempotencyKey === undefined) return ADD_PARTICIPANT_PREFIX + randomBytes(HEX_DIGITS / 2).toString('hex');
  const parts = JSON.stringify([caller, 'addParticipant', canonicalId(callConnectionId), idempotencyKey]);
  return ADD_PARTICIPANT_PREFIX + createHash('sha256').update(parts).digest('hex').slice(0, HEX_DIGITS);
}
