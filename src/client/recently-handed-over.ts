import { Remembered } from './remembered.ts';

/**
 * What Temporal has of late taken from this process. The same fact again would change nothing, and yet be an event of
 * history, of which an operation can have so many only.
 */
export class RecentlyHandedOver {
  readonly #facts = new Remembered<true>();

  has(operationId: string, meaning: string): boolean {
    return this.#facts.get(`${operationId} ${meaning}`) === true;
  }

  add(operationId: string, meaning: string): void {
    this.#facts.set(`${operationId} ${meaning}`, true);
  }
}
