import { ApplicationFailure } from '@temporalio/workflow';
import type { Refusal } from '../host/admission.ts';
import { describeFailure, type MachineFailure } from '../host/machine-failure.ts';
import { findJsonLoss } from '../json-loss.ts';
import { FAILURE_TYPES, type Answer, type View } from '../messages.ts';

/*
 * Whatever leaves a workflow or a handler is an ApplicationFailure: anything else would retry the workflow task for ever.
 */

/** Why an instance does not take a command that was to start it. */
export interface StartRefusal {
  readonly kind: 'startedOtherwise';
  readonly message: string;
}

/** @throws ApplicationFailure of the refusal's type */
export function orRefuse<T>(answer: T | Refusal | StartRefusal, host: { answer(): Answer }): T {
  if (!isRefusal(answer)) return answer;
  const { value, accepts } = host.answer();
  throw ApplicationFailure.create({
    type: FAILURE_TYPES[answer.kind],
    message: answer.message,
    nonRetryable: true,
    details: [{ state: value, accepts }],
  });
}

function isRefusal(answer: unknown): answer is Refusal | StartRefusal {
  return typeof answer === 'object' && answer !== null && 'kind' in answer && 'message' in answer;
}

export function machineFailed({ record, cause }: MachineFailure, view: View): ApplicationFailure {
  return ApplicationFailure.create({
    type: FAILURE_TYPES.statechartFailed,
    message: describeFailure(record),
    nonRetryable: true,
    details: [{ ...record, view }],
    ...(cause instanceof Error && { cause }),
  });
}

/** The view that outlives the run. One that is too large to be kept is kept without its context, which names why. */
export function lastView(host: { view(): View }): View {
  const view = host.view();
  try {
    return measured(view);
  } catch (error) {
    return { ...view, context: { leftOut: (error as Error).message }, transitions: view.transitions.slice(-1) };
  }
}

export function notBundled(): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    'The workflow bundle was built without statechartWorkerOptions() or statechartBundleOptions(): spread them into the options of Worker.create or bundleWorkflowCode.',
    FAILURE_TYPES.notBundled,
  );
}

/** How many bytes a value has as JSON. */
export function sizeOf(value: unknown): number {
  try {
    return utf8Length(JSON.stringify(value) ?? '');
  } catch (error) {
    throw ApplicationFailure.create({
      type: FAILURE_TYPES.notSerializable,
      message: `What is to be answered cannot be written as JSON: ${findJsonLoss(value, 'answer') ?? String(error)}`,
      nonRetryable: true,
    });
  }
}

/** The sandbox has no TextEncoder to be relied on. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Answers above Temporal's payload limit would fail the workflow task again and again. */
const LARGEST_VIEW_BYTES = 2_000_000;

/** @throws ApplicationFailure of type `ViewTooLarge` or `NotSerializable` */
export function measured<T>(view: T): T {
  const bytes = sizeOf(view);
  if (bytes <= LARGEST_VIEW_BYTES) return view;
  throw ApplicationFailure.create({
    type: FAILURE_TYPES.viewTooLarge,
    message: `The view has ${bytes} bytes, more than the ${LARGEST_VIEW_BYTES} that can be answered: keep less in the machine's context.`,
    nonRetryable: true,
  });
}
