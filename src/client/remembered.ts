/** About 2 MB, where a value is short. */
const MOST = 10_000;

/** What this process knows by key: at most 10,000 values, of which the first remembered are forgotten first. */
export class Remembered<Value> {
  /** In the order in which they were remembered. */
  readonly #values = new Map<string, Value>();

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: Value): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > MOST && oldest !== undefined) this.#values.delete(oldest);
  }
}
