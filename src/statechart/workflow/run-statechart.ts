import { allHandlersFinished, ApplicationFailure, condition, log, setHandler } from '@temporalio/workflow';
import type { AnyStateMachine, InputFrom, SnapshotFrom } from 'xstate';
import type { Refusal } from '../host/admission.ts';
import { describeFailure, StatechartHost, type MachineFailure } from '../host/statechart-host.ts';
import { FAILURE_TYPES, notifySignal, sendUpdate, viewQuery, type StatechartResult, type View } from '../messages.ts';
import { createTemporalPort } from './temporal-port.ts';

export interface RunStatechartOptions<TMachine extends AnyStateMachine> {
  /** The machine's input. */
  readonly input?: InputFrom<TMachine>;
  /** Pure, beside the machine: what callers need to know of a snapshot. Becomes the view's `summary`. */
  readonly summarize?: (snapshot: SnapshotFrom<TMachine>) => unknown;
}

/** Set by the bundler options of `durable-calls/statechart/worker`. */
declare const __STATECHART_BUNDLE__: true | undefined;

/** Answers above Temporal's payload limit would fail the workflow task again and again. */
const LARGEST_VIEW_BYTES = 2_000_000;

/**
 * Runs an XState v5 machine as a whole Temporal workflow: return its promise from the workflow function.
 * Resolves with the machine's output and last view when the machine is done.
 *
 * @throws ApplicationFailure of type `StatechartFailed` when the machine fails; its first detail is
 *   `{ machine, state, event, message, name, view }`
 * @throws ApplicationFailure of type `StatechartNotBundled` when the worker lacks `statechartWorkerOptions()`
 */
export async function runStatechart<TMachine extends AnyStateMachine>(
  machine: TMachine,
  options: RunStatechartOptions<TMachine> = {},
): Promise<StatechartResult> {
  if (typeof __STATECHART_BUNDLE__ === 'undefined') throw notBundled();

  let ended: { readonly failure: MachineFailure | undefined } | undefined;
  const host = new StatechartHost(machine, {
    ...options,
    port: createTemporalPort(),
    onEnd: (failure) => (ended = { failure }),
  });

  // S1: first the actor, then the handlers, and nothing awaited in between.
  host.start();
  setHandler(sendUpdate, (delivery) => orRefuse(host.command(delivery), host.view()), {
    validator: (delivery) => {
      orRefuse(host.refuse(delivery), host.view());
    },
  });
  setHandler(notifySignal, (deliveries) => host.notify(deliveries));
  setHandler(viewQuery, (asked) => measured(host.view(asked?.after)));

  await condition(() => ended !== undefined && allHandlersFinished());
  if (ended?.failure !== undefined) throw machineFailed(ended.failure, host.view());
  return { output: host.output, view: host.view() };
}

function orRefuse<T>(answer: T | Refusal, view: View): T {
  if (!isRefusal(answer)) return answer;
  throw ApplicationFailure.create({
    type: FAILURE_TYPES[answer.kind],
    message: answer.message,
    nonRetryable: true,
    details: [{ state: view.value, accepts: view.accepts }],
  });
}

function isRefusal(answer: unknown): answer is Refusal {
  return (
    typeof answer === 'object' && answer !== null && 'kind' in answer && 'message' in answer && !('revision' in answer)
  );
}

function measured(view: View): View {
  const bytes = JSON.stringify(view).length;
  if (bytes <= LARGEST_VIEW_BYTES) return view;
  throw ApplicationFailure.create({
    type: FAILURE_TYPES.viewTooLarge,
    message: `The view has ${bytes} bytes, more than the ${LARGEST_VIEW_BYTES} that can be answered: keep less in the machine's context.`,
    nonRetryable: true,
  });
}

function machineFailed({ record, cause }: MachineFailure, view: View): ApplicationFailure {
  log.error('statechart failed', { ...record });
  return ApplicationFailure.create({
    type: FAILURE_TYPES.statechartFailed,
    message: describeFailure(record),
    nonRetryable: true,
    details: [{ ...record, view }],
    ...(cause instanceof Error && { cause }),
  });
}

function notBundled(): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    'The workflow bundle was built without the bundler options of statechartWorkerOptions(): pass them to Worker.create or bundleWorkflowCode.',
    FAILURE_TYPES.notBundled,
  );
}
