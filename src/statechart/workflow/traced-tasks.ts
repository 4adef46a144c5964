import { defaultPayloadConverter, type WorkflowInterceptors } from '@temporalio/workflow';
import { TRACE_MEMO } from '../messages.ts';

type Internals = NonNullable<WorkflowInterceptors['internals']>[number];
type Job = NonNullable<Parameters<NonNullable<Internals['activate']>>[0]['activation']['jobs']>[number];
type Command = Parameters<NonNullable<Internals['concludeActivation']>>[0]['commands'][number];

/**
 * Lets every workflow task that changes something leave an event of its own. Where two tasks in a row leave none, and a
 * command of a client comes next, Temporal's worker may take them for one that was prolonged: it hands what the second
 * brought to the workflow together with the command, and after it. It does so in one worker and not in another, and a
 * replay has another order than what was recorded.
 *
 * @see https://github.com/temporalio/sdk-rust/issues/1146
 */
export const interceptors = (): WorkflowInterceptors => {
  /** Of which task the latest activation was; some tasks have several. */
  let task: number | undefined;
  let isTraced = false;
  let bringsChange = false;
  let traces = 0;
  return {
    internals: [
      {
        activate(input, next) {
          const { historyLength, jobs } = input.activation;
          if (historyLength !== task) isTraced = false;
          task = historyLength ?? undefined;
          bringsChange = jobs?.some(changesSomething) ?? false;
          return next(input);
        },
        concludeActivation(input, next) {
          const { commands } = next(input);
          isTraced ||= commands.some((command) => leavesEvent(command, commands));
          if (isTraced || !bringsChange) return { commands };
          isTraced = true;
          traces++;
          return { commands: [...commands, traceOf(traces)] };
        },
      },
    ],
  };
};

/**
 * A command of a client leaves events where it is accepted, and is to leave none where it is refused. The end of a local
 * activity leaves one, and may belong to a later task than in a replay.
 */
function changesSomething({ queryWorkflow, doUpdate, removeFromCache, resolveActivity, ...others }: Job): boolean {
  if (queryWorkflow || doUpdate || removeFromCache || others.updateRandomSeed || others.notifyHasPatch) return false;
  return resolveActivity?.isLocal !== true;
}

/** A timer that is armed and cancelled at once leaves none. Of what is not known here, none is expected. */
function leavesEvent(command: Command, all: readonly Command[]): boolean {
  const { startTimer, cancelTimer, updateResponse } = command;
  if (startTimer) return !all.some((other) => other.cancelTimer && other.cancelTimer.seq === startTimer.seq);
  if (cancelTimer) return !all.some((other) => other.startTimer && other.startTimer.seq === cancelTimer.seq);
  if (updateResponse) return !updateResponse.rejected;
  return EVENTFUL.some((kind) => command[kind]);
}

const EVENTFUL = [
  'scheduleActivity',
  'scheduleLocalActivity',
  'startChildWorkflowExecution',
  'signalExternalWorkflowExecution',
  'requestCancelExternalWorkflowExecution',
  'scheduleNexusOperation',
  'setPatchMarker',
  'upsertWorkflowSearchAttributes',
  'modifyWorkflowProperties',
  'completeWorkflowExecution',
  'failWorkflowExecution',
  'cancelWorkflowExecution',
  'continueAsNewWorkflowExecution',
] as const satisfies readonly (keyof Command)[];

/** The least that leaves an event. */
function traceOf(number: number): Command {
  return {
    modifyWorkflowProperties: { upsertedMemo: { fields: { [TRACE_MEMO]: defaultPayloadConverter.toPayload(number) } } },
  };
}
