import type { WaitCondition } from '../wait-condition.ts';

export interface CallOptions {
  readonly timeoutMs?: number;
}

export interface NotifyOptions extends CallOptions {
  /** Makes the call repeatable by its caller: sent again under the same id, it is answered and not carried out again. */
  readonly id?: string;
}

export interface SendOptions extends NotifyOptions {
  /** Holds the answer back until it holds: a state, a tag, a revision, or the end. */
  readonly until?: WaitCondition;
}
