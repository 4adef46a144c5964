import { Watchers } from './watchers.ts';

/* What was asked of a provider and what it told. Never keys and tokens. */

/** What becomes of a request on its way. */
interface RequestProgress {
  /** null: not answered yet, or never. */
  status: number | null;
  outcome: 'pending' | 'answered' | 'connectionReset' | 'neverAnswered';
  executed: boolean;
  /** The fault that hit it. */
  fault: string | null;
}

export interface RequestEntry<Name extends string = string> extends RequestProgress {
  sequence: number;
  at: string;
  operation: Name;
}

/** What is known of a request when it arrives. */
export type Arrival<Entry extends RequestEntry> = Omit<Entry, 'sequence' | 'at' | keyof RequestProgress>;

export interface WebhookEntry {
  sequence: number;
  at: string;
  type: string;
  /** Without its query: it may hold a secret. */
  to: string;
  tries: number;
  finalStatus: number | 'unreachable' | 'dropped';
}

export interface OperationCount {
  arrived: number;
  executed: number;
  /** Answered from the memory of an earlier request; stays 0 where the provider has none. */
  repeats: number;
  refused: number;
  faults: number;
}

export interface LedgerSummary<Name extends string = string> {
  sequence: number;
  operations: Record<Name, OperationCount>;
  /** By event type: answered 2xx, given up, dropped by a rule. */
  webhooks: Record<string, { delivered: number; failed: number; dropped: number }>;
}

const kept = 10_000;
/** Of the latest, over a kill: the file is written whole before each answer. */
const keptInFile = 2_000;

/** A ledger as a process before left it. */
export interface SavedLedger<Name extends string, Request, Webhook> {
  summary: LedgerSummary<Name>;
  requests: Request[];
  webhooks: Webhook[];
}

const zero = { arrived: 0, executed: 0, repeats: 0, refused: 0, faults: 0 };

export class Ledger<Name extends string, Request extends RequestEntry<Name>, Webhook extends WebhookEntry> {
  summary: LedgerSummary<Name>;
  requests: Request[] = [];
  webhooks: Webhook[] = [];
  readonly #operations: readonly Name[];
  #counted = new WeakSet<Request>();
  #watchers = new Watchers();

  constructor(operations: readonly Name[]) {
    this.#operations = operations;
    this.summary = this.#emptySummary();
  }

  arrived(arrival: Arrival<Request>): Request {
    const progress: RequestProgress = { status: null, outcome: 'pending', executed: false, fault: null };
    const added = { sequence: this.#next(), at: new Date().toISOString(), ...arrival, ...progress } as Request;
    this.requests.push(added);
    if (this.requests.length > kept) this.requests.shift();
    this.#counted.add(added);
    this.count(added, 'arrived');
    return added;
  }

  /** One that arrived before the ledger was cleared counts no more. */
  count(entry: Request, what: keyof OperationCount): void {
    if (!this.#counted.has(entry)) return;
    this.summary.operations[entry.operation][what] += 1;
    this.changed();
  }

  webhook(entry: Omit<Webhook, 'sequence' | 'at'>): void {
    this.webhooks.push({ sequence: this.#next(), at: new Date().toISOString(), ...entry } as Webhook);
    if (this.webhooks.length > kept) this.webhooks.shift();
    const { type, finalStatus } = entry as unknown as WebhookEntry;
    const counts = (this.summary.webhooks[type] ??= { delivered: 0, failed: 0, dropped: 0 });
    const good = typeof finalStatus === 'number' && finalStatus >= 200 && finalStatus < 300;
    counts[finalStatus === 'dropped' ? 'dropped' : good ? 'delivered' : 'failed'] += 1;
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
    this.summary = this.#emptySummary();
    this.requests = [];
    this.webhooks = [];
    this.#counted = new WeakSet();
  }

  saved(): SavedLedger<Name, Request, Webhook> {
    const { summary, requests, webhooks } = this;
    return { summary, requests: requests.slice(-keptInFile), webhooks: webhooks.slice(-keptInFile) };
  }

  /** What was pending then is never answered. */
  restore({ summary, requests, webhooks }: SavedLedger<Name, Request, Webhook>): void {
    this.summary = summary;
    this.requests = requests.map((entry) =>
      entry.outcome === 'pending' ? { ...entry, outcome: 'connectionReset' } : entry,
    );
    this.webhooks = webhooks;
  }

  #next(): number {
    this.summary.sequence += 1;
    return this.summary.sequence;
  }

  #emptySummary(): LedgerSummary<Name> {
    const counts = this.#operations.map((name) => [name, { ...zero }]);
    return { sequence: 0, operations: Object.fromEntries(counts) as Record<Name, OperationCount>, webhooks: {} };
  }
}
