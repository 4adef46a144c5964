import { Ledger, type RequestEntry, type WebhookEntry } from '../ledger.ts';

/* Never keys, tokens, phone numbers or raw ids. */

export const operations = [
  'createCall',
  'getCall',
  'hangUp',
  'terminateCall',
  'getParticipants',
  'getParticipant',
  'addParticipant',
  'removeParticipant',
  'cancelAddParticipant',
] as const;

export type OperationName = (typeof operations)[number];

export interface AcsRequestEntry extends RequestEntry<OperationName> {
  callConnectionId: string | null;
  repeatabilityRequestId: string | null;
  firstSent: string | null;
  /** Answered from the memory of an earlier request (or 409, since that one still runs). */
  repeat: boolean;
  pathAndBodyHash: string;
  operationContext: string | null;
  invitationId: string | null;
}

export interface AcsWebhookEntry extends WebhookEntry {
  id: string;
  callConnectionId: string;
  operationContext: string | null;
}

export type AcsLedger = Ledger<OperationName, AcsRequestEntry, AcsWebhookEntry>;

export function acsLedger(): AcsLedger {
  return new Ledger(operations);
}
