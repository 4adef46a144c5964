/**
 * How many commands to one instance are on their way at once. Temporal takes 10 updates of a run at a time; one more makes
 * it give up those that it has (1.31), and when that goes on none of them comes through. Others may ask, too.
 */
const AT_ONCE = 4;

interface Lane {
  running: number;
  readonly waiting: (() => void)[];
}

/** Lets so many pieces of work with one key run at once; the others wait in order. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const lane = this.#lanes.get(key) ?? { running: 0, waiting: [] };
    this.#lanes.set(key, lane);
    // Whoever ends hands its place on: nobody else can take it in between.
    if (lane.running < AT_ONCE) lane.running += 1;
    else await new Promise<void>((resolve) => lane.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = lane.waiting.shift();
      if (next !== undefined) next();
      else if ((lane.running -= 1) === 0) this.#lanes.delete(key);
    }
  }
}
