import { Watchers } from '../watchers.ts';

/* What was asked of the provider and what it told. Never keys, tokens, phone numbers or raw ids. */

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

export interface RequestEntry {
  sequence: number;
  at: string;
  operation: OperationName;
  callConnectionId: string | null;
  repeatabilityRequestId: string | null;
  firstSent: string | null;
  /** null: not answered yet, or never. */
  status: number | null;
  outcome: 'pending' | 'answered' | 'connectionReset' | 'neverAnswered';
  executed: boolean;
  /** Answered from the memory of an earlier request (or 409, since that one still runs). */
  repeat: boolean;
  /** The fault that hit it. */
  fault: string | null;
  pathAndBodyHash: string;
  operationContext: string | null;
  invitationId: string | null;
}

export interface WebhookEntry {
  sequence: number;
  at: string;
  type: string;
  id: string;
  callConnectionId: string;
  operationContext: string | null;
  /** Without its query: it may hold a secret. */
  to: string;
  tries: number;
  finalStatus: number | 'unreachable' | 'dropped';
}

export interface OperationCount {
  arrived: number;
  executed: number;
  repeats: number;
  refused: number;
  faults: number;
}

export interface LedgerSummary {
  sequence: number;
  operations: Record<OperationName, OperationCount>;
  /** By event type: answered 2xx, given up, dropped by a rule. */
  webhooks: Record<string, { delivered: number; failed: number; dropped: number }>;
}

const kept = 10_000;

const zero = { arrived: 0, executed: 0, repeats: 0, refused: 0, faults: 0 };

function emptySummary(): LedgerSummary {
  const counts = Object.fromEntries(operations.map((name) => [name, { ...zero }])) as Record<
    OperationName,
    OperationCount
  >;
  return { sequence: 0, operations: counts, webhooks: {} };
}

export class Ledger {
  summary: LedgerSummary = emptySummary();
  requests: RequestEntry[] = [];
  webhooks: WebhookEntry[] = [];
  #watchers = new Watchers();

  arrived(
    entry: Omit<RequestEntry, 'sequence' | 'at' | 'status' | 'outcome' | 'executed' | 'repeat' | 'fault'>,
  ): RequestEntry {
    const blank = { status: null, outcome: 'pending', executed: false, repeat: false, fault: null } as const;
    const added: RequestEntry = { sequence: this.#next(), at: new Date().toISOString(), ...entry, ...blank };
    this.requests.push(added);
    if (this.requests.length > kept) this.requests.shift();
    this.count(added, 'arrived');
    return added;
  }

  count(entry: RequestEntry, what: keyof OperationCount): void {
    this.summary.operations[entry.operation][what] += 1;
    this.changed();
  }

  webhook(entry: Omit<WebhookEntry, 'sequence' | 'at'>): void {
    this.webhooks.push({ sequence: this.#next(), at: new Date().toISOString(), ...entry });
    if (this.webhooks.length > kept) this.webhooks.shift();
    const counts = (this.summary.webhooks[entry.type] ??= { delivered: 0, failed: 0, dropped: 0 });
    const good = typeof entry.finalStatus === 'number' && entry.finalStatus >= 200 && entry.finalStatus < 300;
    counts[entry.finalStatus === 'dropped' ? 'dropped' : good ? 'delivered' : 'failed'] += 1;
    this.changed();
  }

  changed(): void {
    this.#watchers.changed();
  }

  /** True as soon as the condition holds, false when it did not in time. */
  until(holds: () => boolean, timeoutMs: number): Promise<boolean> {
    return this.#watchers.until(holds, timeoutMs);
  }

  clear(): void {
    this.summary = emptySummary();
    this.requests = [];
    this.webhooks = [];
  }

  #next(): number {
    this.summary.sequence += 1;
    return this.summary.sequence;
  }
}
