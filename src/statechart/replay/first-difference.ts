/** Where two values differ first, and what is there; `undefined` stands for what is missing. */
export interface ValueDifference {
  /** `[0].view.value`; empty for the whole. */
  readonly at: string;
  readonly recorded: unknown;
  readonly now: unknown;
}

/**
 * Compares values as JSON has them, whatever the order of properties. Of the views of a statechart all is compared but
 * which machine runs: every change of a machine would show there, the harmless ones too.
 */
export function firstDifference(recorded: unknown, now: unknown, at = ''): ValueDifference | undefined {
  if (Object.is(recorded, now)) return undefined;
  if (!isObject(recorded) || !isObject(now) || Array.isArray(recorded) !== Array.isArray(now)) {
    return { at, recorded, now };
  }
  const keys = new Set([...Object.keys(recorded), ...Object.keys(now)]);
  if (isView(recorded) && isView(now)) keys.delete('machine');
  for (const key of keys) {
    const found = firstDifference(recorded[key], now[key], pathTo(at, key, Array.isArray(now)));
    if (found !== undefined) return found;
  }
  return undefined;
}

function pathTo(at: string, key: string, inList: boolean): string {
  if (inList) return `${at}[${key}]`;
  return at === '' ? key : `${at}.${key}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isView(value: Record<string, unknown>): boolean {
  return 'revision' in value && 'transitions' in value && 'accepts' in value;
}
