import { allHandlersFinished, log, makeContinueAsNewFunc, workflowInfo } from '@temporalio/workflow';
import { NotCarriable } from '../host/codec.ts';
import type { CarryOver } from '../host/carry-over.ts';
import type { StatechartHost } from '../host/statechart-host.ts';
import { sizeOf } from './failures.ts';
import { argumentsWith, thisRun } from './run-carry.ts';

/** From here on it is told what keeps a long history from being continued. */
const LONG_HISTORY = { events: 20_000, bytes: 20 * 1024 * 1024 };
/** Temporal ends a run at 51,200 events. */
const LONGEST_HISTORY_EVENTS = 40_000;
/** Temporal's limit for one payload, less a margin. */
const LARGEST_CARRY_OVER_BYTES = 1_900_000;

export interface ContinuationOptions {
  /** Continue as new after this many transitions of a run, beside Temporal's own suggestion. For tests. */
  readonly continueAsNewAfterTransitions?: number;
  /**
   * What becomes of promise, callback and observable actors that never come to rest: `wait` for them, or let them
   * `restart` in the next run. Default `wait`; near the end of what a history can hold, a waiting instance fails.
   */
  readonly onContinueAsNew?: 'wait' | 'restart';
}

/** Decides when a run continues as new (S8), and does it. */
export class Continuation {
  readonly #host: StatechartHost;
  readonly #options: ContinuationOptions;
  readonly #pendingSandboxTimers: () => number;
  readonly #firstRevision: number;
  #told = false;
  #notCarriable: string | undefined;

  constructor(host: StatechartHost, options: ContinuationOptions, pendingSandboxTimers: () => number) {
    this.#host = host;
    this.#options = options;
    this.#pendingSandboxTimers = pendingSandboxTimers;
    this.#firstRevision = host.revision;
  }

  /** True at a quiet moment of a run that should be continued. Lets held answers go, which then ask the next run. */
  checkDue(): boolean {
    if (!this.#isWanted) return false;
    this.#host.held.releaseAll('continued');
    if (this.blockedBy.length === 0) return allHandlersFinished();
    this.#tellOnce();
    return false;
  }

  /** What keeps the run from being continued; empty when nothing does, or when nothing is wanted. */
  get blockedBy(): string[] {
    if (!this.#isWanted) return [];
    if (this.#notCarriable !== undefined) return [this.#notCarriable];
    if (this.#options.onContinueAsNew === 'restart') return [];
    const timers = this.#pendingSandboxTimers();
    return [
      ...this.#host.working.map((path) => `the actor ${path} is running`),
      ...(timers > 0 ? [`${timers} timers of setTimeout or setInterval are pending`] : []),
    ];
  }

  /** A run that is at the end of what its history can hold, and cannot be continued. */
  get isExhausted(): boolean {
    return workflowInfo().historyLength >= LONGEST_HISTORY_EVENTS && this.blockedBy.length > 0;
  }

  /**
   * Continues as new, in the same synchronous step in which the instance is written down.
   *
   * @returns only when the instance cannot be written down; the reason is then among `blockedBy`
   */
  async continue(): Promise<void> {
    const run = thisRun();
    const carried = this.#writeDown();
    if (run === undefined || carried === undefined) return;
    const { memo, typedSearchAttributes } = workflowInfo();
    await makeContinueAsNewFunc({ ...(memo && { memo }), typedSearchAttributes })(...argumentsWith(run, carried));
  }

  get #isWanted(): boolean {
    // Without the interceptor a next run could not be given what this one wrote down.
    if (thisRun() === undefined) return false;
    const after = this.#options.continueAsNewAfterTransitions;
    if (after !== undefined && this.#host.revision - this.#firstRevision >= after) return true;
    return workflowInfo().continueAsNewSuggested;
  }

  #writeDown(): CarryOver | undefined {
    try {
      const carried = this.#host.carry();
      const bytes = sizeOf(carried) ?? Number.POSITIVE_INFINITY;
      if (bytes <= LARGEST_CARRY_OVER_BYTES) return carried;
      this.#notCarriable = `what is to be carried has ${bytes} bytes, more than ${LARGEST_CARRY_OVER_BYTES}`;
    } catch (error) {
      if (!(error instanceof NotCarriable)) throw error;
      this.#notCarriable = `it cannot be carried: ${error.message}`;
    }
    this.#tellOnce();
    return undefined;
  }

  #tellOnce(): void {
    const { historyLength, historySize } = workflowInfo();
    const isLong =
      historyLength >= LONG_HISTORY.events || historySize >= LONG_HISTORY.bytes || this.#notCarriable !== undefined;
    if (this.#told || !isLong) return;
    this.#told = true;
    log.warn('the history is long and the statechart cannot continue as new', { blockedBy: this.blockedBy });
  }
}
