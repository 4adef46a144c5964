import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Gate } from './gate.ts';
import type { Holds } from './holds.ts';
import type { WebhookEntry } from './ledger.ts';
import type { WebhookRules } from './webhook-rules.ts';
import type { WebhookSwitches } from './webhook-switches.ts';

/** An event on its way to a receiver. */
export interface Delivery<Event> {
  deliveryId: string;
  event: Event;
  to: string;
  /** The id of the call that it tells of. */
  call: string;
  cause: number | undefined;
}

/** How a provider's events look on the wire. */
export interface EventForm<Event, Entry extends WebhookEntry> {
  typeOf(event: Event): string;
  /** The same under an id of its own. */
  renewed(event: Event): Event;
  /** What is in one lane travels in order, and may travel together. */
  laneOf(delivery: Delivery<Event>): string;
  headersFor(events: Event[]): Promise<Record<string, string>>;
  /** JSON. */
  bodyFor(events: Event[]): string;
  /** What the ledger tells of a delivery, beside what it tells of all. */
  forLedger(delivery: Delivery<Event>): Omit<Entry, keyof WebhookEntry>;
}

interface WebhookParts<Event, Entry extends WebhookEntry> {
  form: EventForm<Event, Entry>;
  world: () => { outbox: Delivery<Event>[] };
  switches: () => WebhookSwitches;
  rules: WebhookRules;
  holds: Holds;
  ledger: { webhook(entry: Omit<Entry, 'sequence' | 'at'>): void };
  changed: () => void;
}

/**
 * Delivers events: per lane one after the other, each tried again with back-off. What is not delivered yet is in the world's outbox,
 * so a restarted simulator delivers it then (again, where the answer was lost).
 */
export class Webhooks<Event, Entry extends WebhookEntry> {
  readonly #parts: WebhookParts<Event, Entry>;
  #queues = new Map<string, Delivery<Event>[]>();
  #listeners = new Set<(delivery: Delivery<Event>) => void>();
  #stopped = new AbortController();

  constructor(parts: WebhookParts<Event, Entry>) {
    this.#parts = parts;
  }

  /** @param afterMs it leaves so much later */
  emit(wanted: Omit<Delivery<Event>, 'deliveryId'>, gate?: Gate, afterMs = 0): void {
    const { rules, holds, form, switches } = this.#parts;
    const { call, event } = wanted;
    const type = form.typeOf(event);
    const copyOf = (content: Event) => ({ ...wanted, event: content, deliveryId: randomUUID() });
    if (rules.take('drop', type, call)) return this.#settle(copyOf(event), 0, 'dropped');
    const deliveries = Array.from({ length: switches().webhookCopies }, () => copyOf(event));
    const duplicate = rules.take('duplicate', type, call);
    if (duplicate) deliveries.push(copyOf(duplicate.newId ? form.renewed(event) : event));
    this.#parts.world().outbox.push(...deliveries);
    this.#parts.changed();
    const hold = rules.take('hold', type, call);
    const delayMs = (rules.take('delay', type, call)?.delayMs ?? 0) + switches().webhookDelayMs + afterMs;
    void this.#travel(deliveries, async () => {
      await gate?.opened;
      if (hold) await holds.hold(hold.name as string, type, call);
      if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
    });
  }

  /** Delivers what an earlier process left undelivered. */
  resume(): void {
    for (const delivery of this.#parts.world().outbox) this.#enqueue(delivery);
  }

  /** True once an event of this type that the request brought about has been delivered, dropped or given up. */
  untilSettled(cause: number, type: string, timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (answer: boolean) => {
        clearTimeout(timer);
        this.#listeners.delete(listen);
        resolve(answer);
      };
      const listen = (delivery: Delivery<Event>) => {
        if (delivery.cause === cause && this.#parts.form.typeOf(delivery.event) === type) done(true);
      };
      const timer = setTimeout(() => done(false), timeoutMs);
      timer.unref();
      this.#listeners.add(listen);
    });
  }

  /** Nothing that was emitted before is delivered after this. */
  stop(): void {
    this.#stopped.abort();
    this.#stopped = new AbortController();
    this.#queues.clear();
  }

  async #travel(deliveries: Delivery<Event>[], wait: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopped;
    await wait();
    if (signal.aborted) return;
    for (const delivery of deliveries) this.#enqueue(delivery);
  }

  #enqueue(delivery: Delivery<Event>): void {
    const lane = this.#parts.form.laneOf(delivery);
    const queue = this.#queues.get(lane);
    if (queue) {
      queue.push(delivery);
      return;
    }
    this.#queues.set(lane, [delivery]);
    // Events that are emitted together can leave together.
    setImmediate(() => void this.#pump(lane));
  }

  async #pump(lane: string): Promise<void> {
    const { signal } = this.#stopped;
    for (;;) {
      const batch = this.#nextBatch(lane);
      const [first] = batch;
      if (!first) break;
      const { tries, status } = await this.#deliver(first.to, batch, signal);
      if (signal.aborted) return;
      for (const delivery of batch) this.#settle(delivery, tries, status);
    }
    this.#queues.delete(lane);
  }

  #nextBatch(lane: string): Delivery<Event>[] {
    const queue = this.#queues.get(lane) ?? [];
    const { webhookBatchSize, webhookOrder } = this.#parts.switches();
    if (webhookOrder === 'asEmitted') return queue.splice(0, webhookBatchSize);
    return queue.splice(-webhookBatchSize).toReversed();
  }

  async #deliver(
    to: string,
    batch: Delivery<Event>[],
    signal: AbortSignal,
  ): Promise<{ tries: number; status: number | 'unreachable' }> {
    const { webhookTries, webhookBackoffMs } = this.#parts.switches();
    for (let tries = 1; ; tries += 1) {
      if (tries > 1 && this.#parts.switches().webhookRetryIds === 'new')
        for (const delivery of batch) delivery.event = this.#parts.form.renewed(delivery.event);
      const status = await this.#post(to, batch, signal);
      const taken = typeof status === 'number' && status >= 200 && status < 300;
      if (taken || tries >= webhookTries || signal.aborted) return { tries, status };
      await sleep(webhookBackoffMs * 2 ** (tries - 1), undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #post(to: string, batch: Delivery<Event>[], signal: AbortSignal): Promise<number | 'unreachable'> {
    const events = batch.map(({ event }) => event);
    const { form, switches } = this.#parts;
    const outOfTime = new AbortController();
    const timer = setTimeout(() => outOfTime.abort(), switches().webhookTimeoutMs);
    try {
      const response = await fetch(to, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/json; charset=utf-8', ...(await form.headersFor(events)) },
        body: form.bodyFor(events),
        signal: AbortSignal.any([signal, outOfTime.signal]),
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      return 'unreachable';
    } finally {
      clearTimeout(timer);
    }
  }

  #settle(delivery: Delivery<Event>, tries: number, finalStatus: WebhookEntry['finalStatus']): void {
    const { form, ledger } = this.#parts;
    const world = this.#parts.world();
    world.outbox = world.outbox.filter(({ deliveryId }) => deliveryId !== delivery.deliveryId);
    const told: Omit<WebhookEntry, 'sequence' | 'at'> = {
      type: form.typeOf(delivery.event),
      to: delivery.to.split('?')[0] as string,
      tries,
      finalStatus,
    };
    ledger.webhook({ ...told, ...form.forLedger(delivery) } as Omit<Entry, 'sequence' | 'at'>);
    this.#parts.changed();
    for (const listen of this.#listeners) listen(delivery);
  }
}
