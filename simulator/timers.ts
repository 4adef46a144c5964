const longestTimeout = 2 ** 31 - 1;

/** Timers by key and absolute due time. Arming a key again replaces it. They never keep the process alive. */
export class Timers {
  #armed = new Map<string, NodeJS.Timeout>();

  arm(key: string, dueAt: number, act: () => void): void {
    this.disarm(key);
    const wait = Math.min(Math.max(0, dueAt - Date.now()), longestTimeout);
    const timer = setTimeout(() => {
      this.#armed.delete(key);
      act();
    }, wait);
    timer.unref();
    this.#armed.set(key, timer);
  }

  disarm(key: string): void {
    clearTimeout(this.#armed.get(key));
    this.#armed.delete(key);
  }

  clear(): void {
    for (const key of this.#armed.keys()) this.disarm(key);
  }
}
