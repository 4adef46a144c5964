/** Goes on when it is told to, from one deadline to the next: what a timer sets in turn rings at its own time. */
export class HandDrivenClock {
  readonly #timers = new Map<number, { readonly dueAt: number; readonly ring: () => void }>();
  #now = 0;
  #lastId = 0;

  setTimeout(ring: () => void, delay: number): number {
    this.#timers.set(++this.#lastId, { dueAt: this.#now + delay, ring });
    return this.#lastId;
  }

  clearTimeout(id: number): void {
    this.#timers.delete(id);
  }

  /** @param settled resolves when all has happened that a timer has led to */
  async advance(ms: number, settled: () => Promise<void>): Promise<void> {
    const target = this.#now + ms;
    for (let next = this.#earliest(target); next !== undefined; next = this.#earliest(target)) {
      const [id, { dueAt, ring }] = next;
      this.#timers.delete(id);
      this.#now = dueAt;
      ring();
      await settled();
    }
    this.#now = target;
  }

  #earliest(target: number) {
    const [first] = [...this.#timers].sort(([, one], [, other]) => one.dueAt - other.dueAt);
    return first !== undefined && first[1].dueAt <= target ? first : undefined;
  }
}
