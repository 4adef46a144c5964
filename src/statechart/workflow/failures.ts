import { ApplicationFailure } from '@temporalio/workflow';
import type { Refusal } from '../host/admission.ts';
import { describeFailure, type MachineFailure } from '../host/machine-failure.ts';
import { findJsonLoss } from '../json-loss.ts';
import {
  FAILURE_TYPES,
  UNFIT_VIEW,
  type Answer,
  type RefusalDetail,
  type StatechartResult,
  type View,
} from '../messages.ts';
import type { Place } from '../replayed.ts';

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
  throw ApplicationFailure.create({
    type: FAILURE_TYPES[answer.kind],
    message: answer.message,
    nonRetryable: true,
    details: [refusalDetail(host.answer())],
  });
}

/** A refusal leaves no history: whoever is refused need not ask a second time to see why. */
function refusalDetail(answer: Answer): RefusalDetail {
  const { value, accepts } = answer;
  return { state: value, accepts, ...(isFit(answer) && { answer }) };
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

/**
 * The view that outlives the run. One that cannot be kept is kept without its context, which names why; and, where that
 * is not enough, without what else is the machine's own.
 */
export function lastView(host: Measurable): View {
  const view = host.view();
  try {
    return measured(view, host);
  } catch (error) {
    const leftOut = { leftOut: (error as Error).message };
    const { summary, output, ...bare } = { ...view, context: leftOut, transitions: view.transitions.slice(-1) };
    const rest = { ...bare, ...(summary !== undefined && { summary }), ...(output !== undefined && { output }) };
    return isFit(rest) ? rest : bare;
  }
}

/** The result of a machine that is done. One that cannot be kept is an error of the machine. */
export function finalResult(host: Measurable & { readonly output: unknown }, view: View): StatechartResult {
  try {
    return measured({ output: host.output, view }, host);
  } catch (error) {
    const { machine, state, event } = host.place;
    const { message, name } = error as Error;
    const { output: _, ...without } = view;
    const record = { name, message, machine: machine.id, state, event };
    throw machineFailed({ record, cause: error }, { ...without, status: 'error', error: record });
  }
}

export function notBundled(): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    'The workflow bundle was built without statechartWorkerOptions() or statechartBundleOptions(): spread them into the options of Worker.create or bundleWorkflowCode.',
    FAILURE_TYPES.notBundled,
  );
}

/** What an answer is measured for. */
interface Measurable {
  readonly place: Place;
  view(): View;
}

/** How many bytes a value has as JSON; `undefined` when JSON refuses it. */
export function sizeOf(value: unknown): number | undefined {
  try {
    return utf8Length(JSON.stringify(value) ?? '');
  } catch {
    return undefined;
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

function isFit(value: unknown): boolean {
  return (sizeOf(value) ?? Number.POSITIVE_INFINITY) <= LARGEST_VIEW_BYTES;
}

/** @throws ApplicationFailure of type `ViewTooLarge` or `NotSerializable`, naming the machine and the place */
export function measured<T>(answer: T, { place }: { readonly place: Place }): T {
  if (isFit(answer)) return answer;
  const bytes = sizeOf(answer);
  const { id } = place.machine;
  throw ApplicationFailure.create({
    type: bytes === undefined ? FAILURE_TYPES.notSerializable : FAILURE_TYPES.viewTooLarge,
    message:
      bytes === undefined
        ? `${UNFIT_VIEW} ${id} cannot be written as JSON: ${findJsonLoss(answer, 'view') ?? 'it is refused'}.`
        : `${UNFIT_VIEW} ${id} has ${bytes} bytes, more than the ${LARGEST_VIEW_BYTES} that can be answered: most of it is ${largestPart(answer, 'view')}.`,
    nonRetryable: true,
  });
}

/** The path of what takes up more than half of a value. */
function largestPart(value: unknown, path: string): string {
  if (typeof value !== 'object' || value === null) return path;
  const half = (sizeOf(value) ?? 0) / 2;
  const [key, inner] = Object.entries(value).find(([, part]) => (sizeOf(part) ?? 0) > half) ?? [];
  return key === undefined ? path : largestPart(inner, `${path}.${key}`);
}
