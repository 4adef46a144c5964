/** Lets others wait until a condition holds, looking again after every change. */
export class Watchers {
  #looks = new Set<() => void>();

  changed(): void {
    for (const look of this.#looks) look();
  }

  /** True as soon as the condition holds, false when it did not in time. */
  until(holds: () => boolean, timeoutMs: number): Promise<boolean> {
    if (holds()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const done = (answer: boolean) => {
        clearTimeout(timer);
        this.#looks.delete(look);
        resolve(answer);
      };
      const look = () => {
        if (holds()) done(true);
      };
      const timer = setTimeout(() => done(false), timeoutMs);
      timer.unref();
      this.#looks.add(look);
    });
  }
}
