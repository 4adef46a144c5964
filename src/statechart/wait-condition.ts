import type { StatePath } from './state-path.ts';

/** For how long an answer is held back at most. */
export const LONGEST_HOLD_MS = 20_000;

/** What can be waited for. A state is written as its path, `open.ringing`; it holds in every state below it. */
export type WaitCondition =
  | { readonly state: string }
  | { readonly tag: string }
  /** At least this revision. */
  | { readonly revision: number }
  | { readonly done: true };

/** What of a view a condition is about. */
interface Conditioned {
  readonly status: string;
  readonly value: StatePath;
  readonly tags: readonly string[];
  readonly revision: number;
}

export function conditionHolds(condition: WaitCondition, view: Conditioned): boolean {
  if ('state' in condition) return isIn(view.value, condition.state.split('.'));
  if ('tag' in condition) return view.tags.includes(condition.tag);
  if ('revision' in condition) return view.revision >= condition.revision;
  return view.status !== 'active';
}

export function isWaitCondition(value: unknown): value is WaitCondition {
  if (typeof value !== 'object' || value === null) return false;
  const { state, tag, revision, done } = value as Record<string, unknown>;
  return typeof state === 'string' || typeof tag === 'string' || typeof revision === 'number' || done === true;
}

function isIn(value: StatePath | undefined, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return true;
  if (typeof value === 'string') return value === first && rest.length === 0;
  return value !== undefined && first in value && isIn(value[first], rest);
}
