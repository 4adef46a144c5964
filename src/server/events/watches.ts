import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isUnanswered } from '../../client/index.ts';
import { isSettled, type Sight, type Watched } from './watched.ts';

const SHORTEST_INTERVAL_MS = 200;
const LONGEST_INTERVAL_MS = 2_000;
const GROWTH = 1.5;

/**
 * Watches things for all who want to see them: one watch per thing, as long as anybody looks on. A look is a query, which
 * writes no history; the longer nothing has changed, the more seldom it is.
 */
export class Watches {
  readonly #open = new Map<string, Watch>();

  /**
   * The view as it is, and each newer one that is seen, up to the end, or until the signal is aborted. Who is slow to take
   * them misses what was overtaken meanwhile.
   *
   * @param first as it has just been seen
   */
  async *views(id: string, sight: Sight, first: Watched, signal: AbortSignal): AsyncGenerator<Watched, void> {
    const watch = this.#open.get(id) ?? new Watch(sight, first);
    this.#open.set(id, watch);
    watch.join();
    try {
      yield* watch.views(signal);
    } finally {
      if (watch.leave() === 0 && this.#open.get(id) === watch) this.#open.delete(id);
    }
  }
}

class Watch {
  readonly #sight: Sight;
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #deserted = new AbortController();
  #watchers = 0;
  #latest: Watched;
  #isOver = false;

  constructor(sight: Sight, first: Watched) {
    this.#sight = sight;
    this.#latest = first;
    void this.#lookOn();
  }

  join(): void {
    this.#watchers++;
  }

  /** @returns how many are left */
  leave(): number {
    this.#watchers--;
    if (this.#watchers === 0) this.#deserted.abort();
    return this.#watchers;
  }

  async *views(signal: AbortSignal): AsyncGenerator<Watched, void> {
    let seen: Watched | undefined;
    while (!signal.aborted) {
      if (seen !== this.#latest) {
        seen = this.#latest;
        yield seen;
      } else if (this.#isOver) return;
      else await once(this.#changes, 'change', { signal }).catch(() => undefined);
    }
  }

  async #lookOn(): Promise<void> {
    const { signal } = this.#deserted;
    const ending = this.#sight.ending?.(signal) ?? new Promise<void>(() => undefined);
    let intervalMs = SHORTEST_INTERVAL_MS;
    while (!signal.aborted && !isSettled(this.#latest)) {
      await Promise.race([ending, sleep(intervalMs, undefined, { signal }).catch(() => undefined)]);
      const hasChanged = await this.#look();
      intervalMs = hasChanged ? SHORTEST_INTERVAL_MS : Math.min(intervalMs * GROWTH, LONGEST_INTERVAL_MS);
    }
    this.#isOver = true;
    this.#changes.emit('change');
  }

  /** @returns whether there is something new */
  async #look(): Promise<boolean> {
    const view = await this.#sight.view().catch((error: unknown) => {
      if (isUnanswered(error)) return this.#latest;
      this.#deserted.abort();
      return this.#latest;
    });
    if (view.revision === this.#latest.revision && view.phase === this.#latest.phase) return false;
    this.#latest = view;
    this.#changes.emit('change');
    return true;
  }
}
