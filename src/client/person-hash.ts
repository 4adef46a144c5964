import { createHash } from 'node:crypto';
import { rawIdOf, type Participant } from '../contract/participant.ts';

/** Twenty bits. */
const HEX_DIGITS = 5;

/**
 * Tells the persons of one call apart, and names nobody: about ten thousand phone numbers share each value. Two persons
 * of one call that share one are taken for the same; then somebody is not removed who could have been.
 */
export function personHash(callConnectionId: string, participant: Participant): string {
  const person = `${callConnectionId}\n${rawIdOf(participant)}`.toLowerCase();
  return createHash('sha256').update(person).digest('hex').slice(0, HEX_DIGITS);
}
