import type { Place } from '../replayed.ts';

/** One workflow has its modules for itself, and runs one statechart. */
let locate: (() => Place) | undefined;

/** Lets a replay see where the statechart of this workflow stands. */
export function showWhereabouts(where: () => Place): void {
  locate = where;
}

export function whereabouts(): Place | undefined {
  return locate?.();
}
