import {
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  condition,
  log,
  upsertMemo,
} from '@temporalio/workflow';
import type { AnyStateMachine, EventFromLogic, InputFrom, SnapshotFrom } from 'xstate';
import { StatechartHost, type SeenTransition } from '../host/statechart-host.ts';
import { LAST_VIEW_MEMO, type MachineEvent, type StatechartResult, type View } from '../messages.ts';
import { Continuation, type ContinuationOptions } from './continuation.ts';
import { finalResult, lastView, machineFailed, notBundled } from './failures.ts';
import { registerHandlers } from './handlers.ts';
import { thisRun } from './run-carry.ts';
import { installSandboxTimers } from './sandbox-timers.ts';
import { createTemporalPort } from './temporal-port.ts';
import { showWhereabouts } from './whereabouts.ts';

export interface RunStatechartOptions<TMachine extends AnyStateMachine> extends ContinuationOptions {
  /** The machine's input. */
  readonly input?: InputFrom<TMachine>;
  /** Pure, beside the machine: what callers need to know of a snapshot. Becomes the view's `summary`. */
  readonly summarize?: (snapshot: SnapshotFrom<TMachine>) => unknown;
  /**
   * Told of every transition, for metrics and logs: also during a replay, so that only what is quiet then may be used in
   * it, such as Temporal's `metricMeter` and `log`. It changes nothing; what it throws is logged.
   */
  readonly onTransition?: (seen: SeenTransition<SnapshotFrom<TMachine>>) => void;
  /** The event that a request to cancel the workflow becomes; without one it stops the actor and ends the workflow as cancelled. */
  readonly onCancel?: EventFromLogic<TMachine>;
}

/** Set by the bundler options of `durable-calls/statechart/worker`. */
declare const __STATECHART_BUNDLE__: true | undefined;

/**
 * Runs an XState v5 machine as a whole Temporal workflow: return its promise from the workflow function.
 * Resolves with the machine's output and last view when the machine is done.
 *
 * @throws ApplicationFailure of type `StatechartFailed` when the machine fails; its first detail is
 *   `{ machine, state, event, message, name, view }`
 * @throws CancelledFailure, with the last view in the memo, when the workflow is cancelled and no `onCancel` is given
 * @throws ApplicationFailure of type `StatechartNotBundled` when the worker lacks `statechartWorkerOptions()`
 */
export async function runStatechart<TMachine extends AnyStateMachine>(
  machine: TMachine,
  options: RunStatechartOptions<TMachine> = {},
): Promise<StatechartResult> {
  if (typeof __STATECHART_BUNDLE__ === 'undefined') throw notBundled();

  const port = createTemporalPort();
  const host = new StatechartHost(machine, {
    input: options.input,
    summarize: options.summarize,
    onTransition: options.onTransition && unlessItThrows(options.onTransition),
    port,
    carried: thisRun()?.carried,
  });
  const sandboxTimers = installSandboxTimers(port, (error) => host.fail(error));

  showWhereabouts(() => host.place);

  // S1: first the actor, then the handlers, and nothing awaited in between.
  host.start();
  const continuation = new Continuation(host, options, () => sandboxTimers.pending);
  const present = (view: View): View => {
    const { blockedBy } = continuation;
    return blockedBy.length === 0 ? view : { ...view, continueAsNewBlockedBy: blockedBy };
  };
  registerHandlers(host, present);
  onCancelRequest(() => {
    if (options.onCancel === undefined) host.stop();
    else host.inbox.notify({ event: options.onCancel as MachineEvent });
  });

  const waitUntil = (holds: () => boolean): Promise<void> => port.shielded(() => condition(holds));
  while (!host.hasEnded) {
    await waitUntil(() => host.hasEnded || continuation.isExhausted || continuation.checkDue());
    if (continuation.isExhausted) host.fail(new Error(`the history is full, and ${continuation.blockedBy.join('; ')}`));
    else if (!host.hasEnded && continuation.checkDue()) await continuation.continue();
  }
  await waitUntil(allHandlersFinished);
  return result(host);
}

function unlessItThrows<TSeen>(onTransition: (seen: TSeen) => void): (seen: TSeen) => void {
  return (seen) => {
    try {
      onTransition(seen);
    } catch (error) {
      log.error('onTransition threw', { error });
    }
  };
}

function onCancelRequest(react: () => void): void {
  CancellationScope.current().cancelRequested.catch(react);
}

function result(host: StatechartHost): StatechartResult {
  if (host.failure !== undefined) {
    log.error('statechart failed', { ...host.failure.record });
    throw machineFailed(host.failure, lastView(host));
  }
  const view = lastView(host);
  if (view.status === 'cancelled') {
    // Temporal keeps nothing of a cancelled workflow's failure: the memo outlives it.
    upsertMemo({ [LAST_VIEW_MEMO]: view });
    throw new CancelledFailure('the statechart was cancelled');
  }
  return finalResult(host, view);
}
