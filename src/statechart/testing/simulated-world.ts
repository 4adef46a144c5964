import type { HostPort } from '../host/port.ts';
import { createSandboxTimers, type SandboxTimers } from '../workflow/sandbox-timers.ts';
import type { ActivityCalls } from './activity-calls.ts';
import { Alarms } from './alarms.ts';
import { seededRandom } from './seeded-random.ts';
import { within, type Surroundings } from './simulated-globals.ts';

export interface WorldOptions {
  /** Milliseconds since the epoch. */
  readonly startAt: number;
  readonly seed: string;
  /** Gets what the callback of a `setTimeout` or `setInterval` throws. */
  readonly onTimerError: (error: unknown) => void;
  readonly activities?: ActivityCalls;
}

/** The host's port on nothing: time stands still until it is moved, alarms wait until they are rung. */
export class SimulatedWorld implements HostPort {
  readonly alarms = new Alarms();
  readonly #seed: string;
  readonly #streams = new Map<string, () => number>();
  readonly #surroundings: Surroundings;
  readonly #timers: SandboxTimers;
  #random: () => number;
  #now: number;

  constructor({ startAt, seed, onTimerError, activities }: WorldOptions) {
    this.#now = startAt;
    this.#seed = seed;
    this.#random = seededRandom(seed);
    this.#timers = createSandboxTimers(this, onTimerError);
    const { timers } = this.#timers;
    this.#surroundings = { now: () => this.#now, random: () => this.#random(), timers, activities };
  }

  /** How many of `setTimeout` and `setInterval` are pending. */
  get pendingTimers(): number {
    return this.#timers.pending;
  }

  now(): number {
    return this.#now;
  }

  moveTo(at: number): void {
    this.#now = Math.max(this.#now, at);
  }

  wakeAt(dueAt: number, wake: () => void): { cancel(): void } {
    return this.alarms.set(dueAt, wake);
  }

  withRandomStream<T>(name: string, work: () => T): T {
    const machines = this.#random;
    this.#random = this.#stream(name);
    try {
      return work();
    } finally {
      this.#random = machines;
    }
  }

  shielded<T>(work: () => T): T {
    return within(this.#surroundings, work);
  }

  #stream(name: string): () => number {
    const stream = this.#streams.get(name) ?? seededRandom(`${this.#seed} ${name}`);
    this.#streams.set(name, stream);
    return stream;
  }
}
