const MOST = 10_000;

/**
 * What Temporal has of late taken from this process. The same fact again would change nothing, and yet be an event of
 * history, of which an operation can have so many only.
 */
export class RecentlyHandedOver {
  /** In the order in which they were added. */
  readonly #facts = new Set<string>();

  has(operationId: string, meaning: string): boolean {
    return this.#facts.has(`${operationId} ${meaning}`);
  }

  add(operationId: string, meaning: string): void {
    this.#facts.add(`${operationId} ${meaning}`);
    if (this.#facts.size <= MOST) return;
    const [oldest = ''] = this.#facts;
    this.#facts.delete(oldest);
  }
}
