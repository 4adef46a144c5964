/** What is to happen at a simulated time: each alarm rings once, in the order of time, then of setting. */
export class Alarms {
  readonly #set = new Map<number, { readonly dueAt: number; readonly ring: () => void }>();
  #lastId = 0;

  /** @param dueAt milliseconds since the epoch */
  set(dueAt: number, ring: () => void): { cancel(): void } {
    const id = ++this.#lastId;
    this.#set.set(id, { dueAt, ring });
    return { cancel: () => void this.#set.delete(id) };
  }

  earliest(): { readonly id: number; readonly dueAt: number } | undefined {
    let found: { id: number; dueAt: number } | undefined;
    for (const [id, { dueAt }] of this.#set) if (found === undefined || dueAt < found.dueAt) found = { id, dueAt };
    return found;
  }

  /** Takes an alarm off the list. `undefined` when there is none of that id. */
  take(id: number): { readonly dueAt: number; readonly ring: () => void } | undefined {
    const alarm = this.#set.get(id);
    this.#set.delete(id);
    return alarm;
  }
}
