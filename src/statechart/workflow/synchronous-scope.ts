import { CancellationScope } from '@temporalio/workflow';

/**
 * A cancellation scope that is entered and left in one synchronous step. Temporal's own makes promises of what it runs,
 * and in the sandbox the worker takes a stack trace for each promise.
 */
export class SynchronousScope extends CancellationScope {
  /** Runs `work` now, within this scope; what it throws is the caller's. */
  enter<T>(work: () => T): T {
    return this.run(work as never) as T;
  }

  /** What `run` calls once the scope is current. */
  protected override runInContext<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }
}
