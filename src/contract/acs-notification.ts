import { canonicalId } from './same-id.ts';

/** An ACS event as the product sees it: one element of a delivery, normalised. */
export interface AcsNotification extends AcsFact {
  /** The raw id of the participant whom it names: never handed on, but for its hash. */
  readonly participant?: string;
}

/** What operations are told: an event of their machine. */
export interface AcsFact {
  readonly type: `acs.${AcsNotificationName}`;
  /** The CloudEvent's id, where it had one. */
  readonly eventId?: string;
  readonly callConnectionId: string;
  /** One of ours, or `FOREIGN_CONTEXT`. */
  readonly operationContext?: string;
  readonly invitationId?: string;
  /** Of the participant, as operations know theirs; only where neither a context nor an invitation is named. */
  readonly personHash?: string;
  readonly code?: number;
  readonly subCode?: number;
  readonly message?: string;
}

/** Stands for a context that is none of ours. */
export const FOREIGN_CONTEXT = 'foreign';

/** `ParticipantsUpdated` is none: it counts people who declined (azure-sdk-for-net, issue 41032), so that it proves nothing. */
export const ACS_NOTIFICATION_NAMES = [
  'AddParticipantSucceeded',
  'AddParticipantFailed',
  'CancelAddParticipantSucceeded',
  'CancelAddParticipantFailed',
  'RemoveParticipantSucceeded',
  'RemoveParticipantFailed',
  'CallDisconnected',
] as const;

export type AcsNotificationName = (typeof ACS_NOTIFICATION_NAMES)[number];

/**
 * One and the same fact has one key, however often it is told. This is what de-duplicates notifications. The event id is
 * deliberately no part of it: one fact may come under two event ids.
 */
export function meaningOf(fact: AcsFact): string {
  const { type, callConnectionId, operationContext = '', invitationId = '', personHash = '' } = fact;
  return [type, canonicalId(callConnectionId), operationContext, canonicalId(invitationId), personHash].join('|');
}
