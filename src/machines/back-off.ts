/** A back-off doubles with each repeat, up to so many times the first. */
const LONGEST = 20;

/** @param firstMs milliseconds before the first repeat */
export function backOffMs(firstMs: number, repeats: number): number {
  return firstMs * Math.min(2 ** repeats, LONGEST);
}
