/** How a machine is, as far as it must be the same wherever it runs. */
export interface Condition {
  readonly status: string;
  /** Values, contexts, histories, children: as they are written down. */
  readonly snapshot?: unknown;
  /** Deadlines of all actors, in milliseconds since the start. */
  readonly timers?: readonly number[];
  readonly error?: string | undefined;
}

/** How often a machine made use of what is easily left untried. */
export interface Exercised {
  /** Entered by a history state that had something to remember. */
  history: number;
  timers: number;
  children: number;
}
