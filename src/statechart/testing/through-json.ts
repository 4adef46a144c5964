/** What is left of a value when it travels as JSON, as events, inputs and results do. */
export function throughJson<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}
