import type { Fault } from './faults.ts';
import type { Held as HeldAnywhere } from './holds.ts';
import type { OperationCount } from './ledger.ts';
import type { WebhookRule } from './webhook-rules.ts';

export type FaultWish<Operation extends string> = Pick<Fault, 'kind'> &
  Partial<Omit<Fault, 'kind' | 'operation' | 'call'>> & { operation: Operation };
export type WebhookRuleWish<EventType extends string> = Pick<WebhookRule, 'kind'> &
  Partial<Omit<WebhookRule, 'kind' | 'type' | 'call'>> & { type: EventType | '*' };
export type Held = Omit<HeldAnywhere, 'call'>;

/** What a provider's control plane speaks of. */
export interface Vocabulary {
  switches: unknown;
  switchChanges: unknown;
  operation: string;
  eventType: string;
  fault: unknown;
  webhookRule: unknown;
  held: Held;
  ledger: unknown;
}

/** What the simulator said when it refused something. */
export class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What the control planes of all simulated providers have in common. */
export class ControlPlaneClient<Words extends Vocabulary> {
  readonly baseUrl: string;
  readonly #path: string;

  protected constructor(baseUrl: string, path: string) {
    this.baseUrl = baseUrl.replace(/\/$/, '');
    this.#path = path;
  }

  switches(): Promise<Words['switches']> {
    return this.control('GET', '/switches');
  }

  /** Changes the named switches and leaves the others. */
  setSwitches(changes: Words['switchChanges']): Promise<Words['switches']> {
    return this.control('PATCH', '/switches', changes);
  }

  /** Sets the named switches and all others back to their defaults. */
  replaceSwitches(changes: Words['switchChanges']): Promise<Words['switches']> {
    return this.control('PUT', '/switches', changes);
  }

  async addFault(...faults: Words['fault'][]): Promise<void> {
    await this.control('POST', '/faults', faults);
  }

  async addWebhookRule(...rules: Words['webhookRule'][]): Promise<void> {
    await this.control('POST', '/webhook-rules', rules);
  }

  /** Takes away all rules for requests and webhooks. */
  async clearFaults(): Promise<void> {
    await this.control('DELETE', '/faults');
    await this.control('DELETE', '/webhook-rules');
  }

  async holds(): Promise<Words['held'][]> {
    return (await this.control<{ held: Words['held'][] }>('GET', '/holds')).held;
  }

  /** Resolves once something is held under the name; rejects after the time. */
  async untilHeld(name: string, timeoutMs = 30_000): Promise<void> {
    const query = new URLSearchParams({ wait: name, timeoutMs: String(timeoutMs) });
    await this.control('GET', `/holds?${query.toString()}`);
  }

  /** How many were released. Rejects when nothing is held under the name. */
  async release(name: string): Promise<number> {
    return (await this.control<{ released: number }>('POST', `/release/${encodeURIComponent(name)}`)).released;
  }

  ledger(): Promise<Words['ledger']> {
    return this.control('GET', '/ledger');
  }

  /** Resolves once the count is reached, since the start or the last reset; rejects after the time. */
  untilRequests(
    what: keyof OperationCount,
    operation: Words['operation'],
    count = 1,
    timeoutMs = 30_000,
  ): Promise<Words['ledger']> {
    return this.#untilLedger(what, operation, count, timeoutMs);
  }

  untilWebhooks(
    what: 'delivered' | 'failed' | 'dropped',
    type: Words['eventType'],
    count = 1,
    timeoutMs = 30_000,
  ): Promise<Words['ledger']> {
    return this.#untilLedger(what, type, count, timeoutMs);
  }

  async executed(operation: Words['operation']): Promise<number> {
    const { summary } = (await this.ledger()) as { summary: { operations: Record<string, OperationCount> } };
    return summary.operations[operation]?.executed ?? 0;
  }

  /** No calls, no faults, nothing held, every switch at its default, an empty ledger. The signing key stays. */
  async reset(): Promise<void> {
    await this.control('POST', '/reset');
  }

  protected async control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.baseUrl + this.#path + path, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const content = (await response.json()) as T & { error?: { message: string } };
    if (!response.ok) throw new ControlError(response.status, content.error?.message ?? `status ${response.status}`);
    return content;
  }

  #untilLedger(wait: string, of: string, count: number, timeoutMs: number): Promise<Words['ledger']> {
    const query = new URLSearchParams({ wait, of, count: String(count), timeoutMs: String(timeoutMs) });
    return this.control('GET', `/ledger?${query.toString()}`);
  }
}
