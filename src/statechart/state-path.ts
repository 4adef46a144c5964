/** A state value as XState writes it: `'a'`, or `{ a: 'b' }`, or one property for each parallel region. */
export type StatePath = string | { readonly [region: string]: StatePath };

/** `open.invitation.ringing, open.cancellation.notWanted`: the active leaves of a state value, for people to read. */
export function formatStatePath(value: StatePath | undefined): string {
  return value === undefined ? '' : stateLeaves(value).join(', ');
}

/** `['open.invitation.ringing', 'open.cancellation.notWanted']`: the active leaves of a state value. */
export function stateLeaves(value: StatePath): string[] {
  if (typeof value === 'string') return [value];
  return Object.entries(value).flatMap(([key, below]) => {
    const paths = stateLeaves(below);
    return paths.length === 0 ? [key] : paths.map((path) => `${key}.${path}`);
  });
}
