import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Gate } from '../gate.ts';
import type { Holds } from '../holds.ts';
import { shortType } from './cloud-events.ts';
import type { Ledger, WebhookEntry } from './ledger.ts';
import type { Switches } from './switches.ts';
import type { WebhookRules } from './webhook-rules.ts';
import type { Delivery, World } from './world.ts';

interface WebhookParts {
  world: () => World;
  switches: () => Switches;
  rules: WebhookRules;
  holds: Holds;
  ledger: Ledger;
  token: () => Promise<string>;
  changed: () => void;
}

/**
 * Delivers events: per target one after the other, each tried again with back-off. What is not delivered yet is in the world's outbox,
 * so a restarted simulator delivers it then (again, where the answer was lost).
 */
export class Webhooks {
  readonly #parts: WebhookParts;
  #queues = new Map<string, Delivery[]>();
  #listeners = new Set<(delivery: Delivery) => void>();
  #stopped = new AbortController();

  constructor(parts: WebhookParts) {
    this.#parts = parts;
  }

  emit(wanted: Omit<Delivery, 'deliveryId'>, gate?: Gate): void {
    const { rules, holds } = this.#parts;
    const { callConnectionId } = wanted;
    const type = shortType(wanted.event);
    const delivery = { deliveryId: randomUUID(), ...wanted };
    if (rules.take('drop', type, callConnectionId)) return this.#settle(delivery, 0, 'dropped');
    const deliveries = [delivery];
    const duplicate = rules.take('duplicate', type, callConnectionId);
    if (duplicate) {
      const event = duplicate.newId ? { ...wanted.event, id: randomUUID() } : wanted.event;
      deliveries.push({ ...wanted, event, deliveryId: randomUUID() });
    }
    this.#parts.world().outbox.push(...deliveries);
    this.#parts.changed();
    const hold = rules.take('hold', type, callConnectionId);
    const delayMs = (rules.take('delay', type, callConnectionId)?.delayMs ?? 0) + this.#parts.switches().webhookDelayMs;
    void this.#travel(deliveries, async () => {
      await gate?.opened;
      if (hold) await holds.hold(hold.name as string, type, callConnectionId);
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
      const listen = (delivery: Delivery) => {
        if (delivery.cause === cause && shortType(delivery.event) === type) done(true);
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

  async #travel(deliveries: Delivery[], wait: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopped;
    await wait();
    if (signal.aborted) return;
    for (const delivery of deliveries) this.#enqueue(delivery);
  }

  #enqueue(delivery: Delivery): void {
    const queue = this.#queues.get(delivery.to);
    if (queue) {
      queue.push(delivery);
      return;
    }
    this.#queues.set(delivery.to, [delivery]);
    // Events that are emitted together can leave together.
    setImmediate(() => void this.#pump(delivery.to));
  }

  async #pump(to: string): Promise<void> {
    const { signal } = this.#stopped;
    for (;;) {
      const batch = this.#queues.get(to)?.splice(0, this.#parts.switches().webhookBatchSize) ?? [];
      if (batch.length === 0) break;
      const { tries, status } = await this.#deliver(to, batch, signal);
      if (signal.aborted) return;
      for (const delivery of batch) this.#settle(delivery, tries, status);
    }
    this.#queues.delete(to);
  }

  async #deliver(
    to: string,
    batch: Delivery[],
    signal: AbortSignal,
  ): Promise<{ tries: number; status: number | 'unreachable' }> {
    const { webhookTries, webhookBackoffMs } = this.#parts.switches();
    for (let tries = 1; ; tries += 1) {
      if (tries > 1 && this.#parts.switches().webhookRetryIds === 'new')
        for (const { event } of batch) event.id = randomUUID();
      const status = await this.#post(to, batch, signal);
      const taken = typeof status === 'number' && status >= 200 && status < 300;
      if (taken || tries >= webhookTries || signal.aborted) return { tries, status };
      await sleep(webhookBackoffMs * 2 ** (tries - 1), undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #post(to: string, batch: Delivery[], signal: AbortSignal): Promise<number | 'unreachable'> {
    try {
      const response = await fetch(to, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          authorization: `Bearer ${await this.#parts.token()}`,
        },
        body: JSON.stringify(batch.map(({ event }) => event)),
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.#parts.switches().webhookTimeoutMs)]),
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      return 'unreachable';
    }
  }

  #settle(delivery: Delivery, tries: number, finalStatus: WebhookEntry['finalStatus']): void {
    const world = this.#parts.world();
    world.outbox = world.outbox.filter(({ deliveryId }) => deliveryId !== delivery.deliveryId);
    const context = delivery.event.data['operationContext'];
    const { callConnectionId } = delivery;
    this.#parts.ledger.webhook({
      type: shortType(delivery.event),
      id: delivery.event.id,
      callConnectionId,
      operationContext: typeof context === 'string' ? context : null,
      to: delivery.to.split('?')[0] as string,
      tries,
      finalStatus,
    });
    this.#parts.changed();
    for (const listen of this.#listeners) listen(delivery);
  }
}
