/**
 * An ACS event as the product sees it: one element of a delivery, normalised.
 * It is at the same time an event of the machines.
 */
export interface AcsNotification {
  readonly type: `acs.${AcsNotificationName}`;
  /** The CloudEvent's id, where it had one. */
  readonly eventId?: string;
  readonly callConnectionId: string;
  readonly operationContext?: string;
  readonly invitationId?: string;
  readonly code?: number;
  readonly subCode?: number;
  readonly message?: string;
}

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
export function meaningOf(notification: AcsNotification): string {
  const { type, callConnectionId, operationContext, invitationId } = notification;
  return [type, callConnectionId, operationContext ?? '', invitationId ?? ''].join('|');
}
