import type { AnyActorRef, AnyEventObject } from 'xstate';
import { actorPath } from './actor-tree.ts';
import type { CarriedTimer } from './carry-over.ts';
import { decode, encode } from './codec.ts';
import { actorAt, writtenPath } from './gone-actor.ts';
import type { HostPort } from './port.ts';

interface Timer {
  readonly source: AnyActorRef;
  readonly target: AnyActorRef;
  readonly event: AnyEventObject;
  readonly sendId: string;
  readonly dueAt: number;
}

interface Scheduler {
  schedule(source: AnyActorRef, target: AnyActorRef, event: AnyEventObject, delay: number, id?: string): void;
  cancel(source: AnyActorRef, id: string): void;
  cancelAll(source: AnyActorRef): void;
}

/** More zero delays than this at one reading of the clock become real timers: an endless microtask loop kills a worker process. */
const IMMEDIATE_BUDGET = 50;

/**
 * The delayed events of all actors of one instance, by absolute deadline (S2).
 *
 * Takes the place of XState's scheduler, which loses one of two sends with equal ids and drops everything on restore.
 * Only the earliest deadline is armed with the port; one that is armed and no longer wanted is disarmed. Both happen
 * at the end of the activation's work, so that what is scheduled and cancelled in between costs nothing.
 */
export class TimerTable implements Scheduler {
  readonly #port: HostPort;
  readonly #timers = new Set<Timer>();
  /** Per actor and send id the timer that `cancel` would reach. */
  readonly #cancellable = new Map<AnyActorRef, Map<string, Timer>>();
  readonly #armed = new Map<number, { cancel(): void }>();
  readonly #relay: (timer: Timer) => void;
  readonly #settled = Promise.resolve();
  #unnamed = 0;
  #arrangementQueued = false;
  #closed = false;
  #immediate = { at: Number.NaN, count: 0 };

  constructor(port: HostPort, relay: (timer: Timer) => void) {
    this.#port = port;
    this.#relay = relay;
  }

  schedule(source: AnyActorRef, target: AnyActorRef, event: AnyEventObject, delay: number, id?: string): void {
    const sendId = id ?? `unnamed.${++this.#unnamed}`;
    const timer: Timer = { source, target, event, sendId, dueAt: this.#port.now() + durationOf(delay) };
    this.#timers.add(timer);
    this.#cancellableOf(source).set(sendId, timer);
    this.#queueArrangement();
  }

  /**
   * Of two sends with one id XState cancels the later one, and neither once one of them has fired. So does this.
   */
  cancel(source: AnyActorRef, id: string): void {
    const timer = this.#cancellable.get(source)?.get(id);
    if (timer !== undefined) this.#remove(timer);
  }

  cancelAll(source: AnyActorRef): void {
    for (const timer of this.#cancellable.get(source)?.values() ?? []) this.#remove(timer);
    this.#cancellable.delete(source);
  }

  hasDueAt(limit: number): boolean {
    return [...this.#timers].some((timer) => timer.dueAt <= limit);
  }

  /** Fires, in the order of their deadlines, all that were due at `limit` (milliseconds since the epoch). Tells whether there were any. */
  fireDueAt(limit: number): boolean {
    const due = this.#inOrder().filter((timer) => timer.dueAt <= limit);
    for (const timer of due) if (this.#remove(timer)) this.#relay(timer);
    return due.length > 0;
  }

  pending(): { id: string; dueAt: string }[] {
    return this.#inOrder().map(({ source, sendId, dueAt }) => ({
      id: [actorPath(source), sendId].filter((part) => part !== '').join('/'),
      dueAt: new Date(dueAt).toISOString(),
    }));
  }

  /** Written down for the next run, in the order of scheduling. */
  carry(actors: ReadonlyMap<string, AnyActorRef>): { timers: CarriedTimer[]; unnamedTimers: number } {
    const pathOf = (actor: AnyActorRef): string => writtenPath(actor, actors);
    const timers = [...this.#timers].map((timer) => ({
      source: pathOf(timer.source),
      target: pathOf(timer.target),
      event: encode(timer.event, `the delayed event ${timer.event.type}`, pathOf),
      sendId: timer.sendId,
      dueAt: timer.dueAt,
      cancellable: this.#cancellable.get(timer.source)?.get(timer.sendId) === timer,
    }));
    return { timers, unnamedTimers: this.#unnamed };
  }

  /** Takes up what the last run wrote down: deadlines are absolute. */
  restore(
    carried: { timers: readonly CarriedTimer[]; unnamedTimers: number },
    actors: ReadonlyMap<string, AnyActorRef>,
  ): void {
    this.#unnamed = carried.unnamedTimers;
    // Sender and receiver may be gone: of two sends with one id stopping the sender cancels one, and a send that comes
    // to nobody still keeps another of its id from being cancelled afterwards.
    for (const { event, sendId, dueAt, cancellable, ...paths } of carried.timers) {
      const source = actorAt(paths.source, actors);
      const timer = {
        source,
        target: actorAt(paths.target, actors),
        event: decode(event, (path) => actorAt(path, actors)) as AnyEventObject,
        sendId,
        dueAt,
      };
      this.#timers.add(timer);
      if (cancellable) this.#cancellableOf(source).set(sendId, timer);
    }
    this.#queueArrangement();
  }

  /** The instance has ended: nothing fires any more, and what is armed dies with the run, at no cost. */
  close(): void {
    this.#closed = true;
  }

  #remove(timer: Timer): boolean {
    // One that is gone already must not take along what was scheduled since under its id.
    if (!this.#timers.delete(timer)) return false;
    this.#queueArrangement();
    this.#cancellable.get(timer.source)?.delete(timer.sendId);
    return true;
  }

  #cancellableOf(source: AnyActorRef): Map<string, Timer> {
    const existing = this.#cancellable.get(source);
    if (existing !== undefined) return existing;
    const created = new Map<string, Timer>();
    this.#cancellable.set(source, created);
    return created;
  }

  /** A Set keeps the order of scheduling, and the sort is stable. */
  #inOrder(): Timer[] {
    return [...this.#timers].sort((a, b) => a.dueAt - b.dueAt);
  }

  #queueArrangement(): void {
    if (this.#arrangementQueued) return;
    this.#arrangementQueued = true;
    void this.#settled.then(() => {
      this.#arrangementQueued = false;
      this.#port.shielded(() => this.#arrange());
    });
  }

  #arrange(): void {
    if (this.#closed) return;
    const now = this.#port.now();
    const [earliest] = this.#inOrder();
    if (earliest !== undefined && earliest.dueAt <= now && this.#mayFireImmediately(now)) {
      this.fireDueAt(now);
      return;
    }
    const wanted = new Set([...this.#timers].map((timer) => timer.dueAt));
    for (const [dueAt, alarm] of this.#armed) {
      if (wanted.has(dueAt)) continue;
      alarm.cancel();
      this.#armed.delete(dueAt);
    }
    if (earliest !== undefined && !this.#armed.has(earliest.dueAt)) this.#arm(earliest.dueAt, now);
  }

  #arm(dueAt: number, now: number): void {
    const alarm = this.#port.wakeAt(Math.max(dueAt, now + 1), () => {
      this.#armed.delete(dueAt);
      this.fireDueAt(this.#port.now());
      this.#queueArrangement();
    });
    this.#armed.set(dueAt, alarm);
  }

  #mayFireImmediately(now: number): boolean {
    if (this.#immediate.at !== now) this.#immediate = { at: now, count: 0 };
    return ++this.#immediate.count <= IMMEDIATE_BUDGET;
  }
}

/** A hundred years: Temporal's timers and ISO dates have an end, `Infinity` has none. */
const LONGEST_DELAY_MS = 100 * 365 * 24 * 60 * 60 * 1_000;

function durationOf(delay: number): number {
  return delay > 0 ? Math.min(delay, LONGEST_DELAY_MS) : 0;
}
