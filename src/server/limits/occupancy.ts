/** Counts who is inside, and lets nobody in beyond a limit. */
export class Occupancy {
  readonly #most: number;
  readonly #inside = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns whether there was room; whoever came in has to leave */
  enter(who: string): boolean {
    const inside = this.#inside.get(who) ?? 0;
    if (inside >= this.#most) return false;
    this.#inside.set(who, inside + 1);
    return true;
  }

  leave(who: string): void {
    const inside = this.#inside.get(who) ?? 0;
    if (inside > 1) this.#inside.set(who, inside - 1);
    else this.#inside.delete(who);
  }
}
