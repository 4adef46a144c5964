import type { AcsNotification } from './acs-notification.ts';
import type { AddParticipantOutcome } from './add-participant.ts';

/**
 * Whether an event tells otherwise than the outcome with which its operation has settled. The outcome stays: it was
 * told to others. What an outcome leaves open, an event cannot contradict.
 */
export function contradicts(outcome: AddParticipantOutcome, { type }: Pick<AcsNotification, 'type'>): boolean {
  switch (type) {
    case 'acs.AddParticipantSucceeded':
      return outcome.type === 'failed' || (outcome.type === 'cancelled' && !hadJoined(outcome.how));
    case 'acs.AddParticipantFailed':
      return outcome.type === 'added' || (outcome.type === 'cancelled' && hadJoined(outcome.how));
    case 'acs.CancelAddParticipantSucceeded':
      return outcome.type === 'added';
    default:
      return false;
  }
}

function hadJoined(how: Extract<AddParticipantOutcome, { type: 'cancelled' }>['how']): boolean {
  return how === 'removedAfterJoining' || how === 'leftBeforeRemoval';
}
