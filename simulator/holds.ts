import { Watchers } from './watchers.ts';

export interface Held {
  name: string;
  /** What is held: an operation or an event type. */
  what: string;
  call: string | null;
  since: string;
}

/** Requests, responses and webhooks that wait until someone releases their name. Several may wait under one name. */
export class Holds {
  #held: (Held & { release: () => void })[] = [];
  #watchers = new Watchers();

  hold(name: string, what: string, call: string | null = null): Promise<void> {
    return new Promise((release) => {
      this.#held.push({ name, what, call, since: new Date().toISOString(), release });
      this.#watchers.changed();
    });
  }

  /** Releases all that wait under the name now, and says how many. */
  release(name: string): number {
    const released = this.#held.filter((held) => held.name === name);
    this.#held = this.#held.filter((held) => held.name !== name);
    for (const held of released) held.release();
    return released.length;
  }

  releaseAll(): void {
    for (const name of new Set(this.#held.map((held) => held.name))) this.release(name);
  }

  list(): Held[] {
    return this.#held.map(({ name, what, call, since }) => ({ name, what, call, since }));
  }

  /** True as soon as something waits under the name, false when nothing did in time. */
  untilHeld(name: string, timeoutMs: number): Promise<boolean> {
    return this.#watchers.until(() => this.#held.some((held) => held.name === name), timeoutMs);
  }
}
