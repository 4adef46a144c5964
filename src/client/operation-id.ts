import { createHash, randomBytes } from 'node:crypto';
import { canonicalId } from '../contract/same-id.ts';

/** One prefix per lifecycle: an operation's id tells which workflow carries it out. */
const ADD_PARTICIPANT_PREFIX = 'acs-add-';
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

const SHAPE = new RegExp(`^${ADD_PARTICIPANT_PREFIX}[0-9a-f]{${HEX_DIGITS}}$`);

export function isOperationId(text: string): boolean {
  return SHAPE.test(text);
}
