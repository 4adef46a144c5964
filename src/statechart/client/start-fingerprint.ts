import { createHash } from 'node:crypto';

/**
 * A hash of what an instance was started with, so that a repeated start can be told from another one. Salted with the
 * instance's id: equal inputs of two instances cannot be recognised by it.
 */
export function fingerprintOf(instanceId: string, startedWith: unknown): string {
  return createHash('sha256')
    .update(`${instanceId}\n${canonicalJson(startedWith)}`)
    .digest('hex');
}

/** JSON with sorted property names: the order in which a caller writes them means nothing. */
function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? 'undefined'
  );
}
