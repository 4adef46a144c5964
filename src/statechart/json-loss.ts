/**
 * Says what of a value JSON would refuse or lose altogether, by its path: `input.items[2] is a bigint`.
 * A `Date` arrives as its text, and a property that is `undefined` not at all; both are what JSON users expect.
 */
export function findJsonLoss(value: unknown, path: string): string | undefined {
  return search(value, path, []);
}

function search(value: unknown, path: string, enclosing: readonly object[]): string | undefined {
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') {
    return `${path} is a ${typeof value}`;
  }
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${path} is ${value}`;
  if (typeof value !== 'object' || value === null) return undefined;
  if (enclosing.includes(value)) return `${path} is what contains it`;
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (LOST.has(kind)) return `${path} is a ${kind}`;
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const below = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    const loss = search(inner, below, [...enclosing, value]);
    if (loss !== undefined) return loss;
  }
  return undefined;
}

/** Written as `{}`. */
const LOST: ReadonlySet<string> = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Promise', 'Error', 'RegExp']);
