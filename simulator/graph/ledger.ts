import { Ledger, type RequestEntry, type WebhookEntry } from '../ledger.ts';
import { operations, type OperationName } from './names.ts';

/** Bodies are kept as they came, so that members nobody documents are seen. */
export interface GraphRequestEntry extends RequestEntry<OperationName> {
  callId: string | null;
  operationId: string | null;
  clientContext: string | null;
  path: string;
  contentType: string | null;
  clientRequestId: string | null;
  /** The JSON as it was read; the text where it is none; null where there was nothing. */
  body: unknown;
}

export interface GraphWebhookEntry extends WebhookEntry {
  callId: string;
  operationId: string | null;
  clientContext: string | null;
}

export type GraphLedger = Ledger<OperationName, GraphRequestEntry, GraphWebhookEntry>;

export function graphLedger(): GraphLedger {
  return new Ledger(operations);
}
