import type { OperationTransition } from '../../contract/operation-view.ts';

/** What can be watched: an operation, or the media of a call. */
export interface Watched {
  readonly phase: string;
  readonly revision: number;
  readonly transitions: readonly OperationTransition[];
}

/** How something is looked at. */
export interface Sight {
  readonly view: () => Promise<Watched>;
  /** Resolves at its end or when the signal is aborted; absent where the end can only be looked for. */
  readonly ending?: (signal: AbortSignal) => Promise<void>;
}

export function isSettled({ phase }: Watched): boolean {
  return phase === 'settled';
}
