const REMEMBERED_IDS = 1_000;
const REMEMBERED_FOR_MS = 24 * 60 * 60 * 1_000;

/** The ids of deliveries that have been taken, with what was answered: a bounded window, so that an instance may live long. */
export class IdWindow<TAnswer> {
  readonly #now: () => number;
  readonly #seen = new Map<string, { readonly at: number; readonly answer: TAnswer }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** What was answered under this id; `undefined` when it was not seen, or too long ago. */
  recall(id: string): { readonly answer: TAnswer } | undefined {
    const entry = this.#seen.get(id);
    return entry !== undefined && !this.#isStale(entry.at) ? entry : undefined;
  }

  remember(id: string, answer: TAnswer): void {
    this.#seen.delete(id);
    this.#seen.set(id, { at: this.#now(), answer });
    for (const [oldest, entry] of this.#seen) {
      if (this.#seen.size <= REMEMBERED_IDS && !this.#isStale(entry.at)) return;
      this.#seen.delete(oldest);
    }
  }

  /** Oldest first. */
  entries(): { id: string; at: number; answer: TAnswer }[] {
    return [...this.#seen].map(([id, entry]) => ({ id, ...entry }));
  }

  restore(entries: Iterable<{ readonly id: string; readonly at: number; readonly answer: TAnswer }>): void {
    for (const { id, at, answer } of entries) this.#seen.set(id, { at, answer });
  }

  #isStale(at: number): boolean {
    return this.#now() - at > REMEMBERED_FOR_MS;
  }
}
