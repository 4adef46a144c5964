import { expect, test } from '@jest/globals';
import { interceptors } from '../../src/statechart/workflow/traced-tasks.ts';

type Internals = NonNullable<ReturnType<typeof interceptors>['internals']>[number];
type Activation = Parameters<NonNullable<Internals['activate']>>[0]['activation'];
type Command = Parameters<NonNullable<Internals['concludeActivation']>>[0]['commands'][number];
type Job = NonNullable<Activation['jobs']>[number];

const signal: Job = { signalWorkflow: {} };
const query: Job = { queryWorkflow: {} };
const update: Job = { doUpdate: {} };
const accepted: Command = { updateResponse: { accepted: {} } };
const refused: Command = { updateResponse: { rejected: {} } };
const armed: Command = { startTimer: { seq: 1 } };
const disarmed: Command = { cancelTimer: { seq: 1 } };
const activity: Command = { scheduleActivity: { seq: 1 } };

/** One activation: of which task it is, what it brings, and what the workflow asks for. */
type Step = readonly [task: number, brings: readonly Job[], asks: readonly Command[]];

/** Whether each leaves a trace, in turn. */
function tracesOf(...steps: readonly Step[]): boolean[] {
  const [interceptor] = interceptors().internals ?? [];
  return steps.map(([historyLength, jobs, commands]) => {
    const activation = { historyLength, jobs: [...jobs] } as unknown as Activation;
    interceptor?.activate?.({ activation, batchIndex: 0 }, () => ({}) as never);
    const concluded = interceptor?.concludeActivation?.({ commands: [...commands] }, (input) => input);
    return concluded?.commands.some(({ modifyWorkflowProperties }) => modifyWorkflowProperties) ?? false;
  });
}

test.each<[string, readonly Step[], readonly boolean[]]>([
  ['that brings something and asks for nothing', [[3, [signal], []]], [true]],
  ['that asks for an activity', [[3, [signal], [activity]]], [false]],
  ['that arms a timer', [[3, [signal], [armed]]], [false]],
  ['that cancels a timer', [[3, [signal], [disarmed]]], [false]],
  ['that arms a timer and cancels it', [[3, [signal], [armed, disarmed]]], [true]],
  ['that takes a command', [[3, [update], [accepted]]], [false]],
  ['that refuses a command', [[3, [update], [refused]]], [false]],
  ['that refuses a command and brings something', [[3, [update, signal], [refused]]], [true]],
  ['that only asks', [[3, [query], []]], [false]],
  ['that only forgets', [[3, [{ removeFromCache: {} }], []]], [false]],
  ['in which a local activity ends', [[3, [{ resolveActivity: { isLocal: true } }], []]], [false]],
])('a task %s has a trace or none', (_which, steps, traced) => {
  expect(tracesOf(...steps)).toEqual(traced);
});

test('a task has one trace at most, however often the workflow is activated in it', () => {
  expect(tracesOf([3, [signal], []], [3, [signal], []], [7, [signal], []])).toEqual([true, false, true]);
  expect(tracesOf([3, [signal], [activity]], [3, [signal], []])).toEqual([false, false]);
});

test('no trace follows the end of a workflow', () => {
  const ended: Command = { completeWorkflowExecution: {} };
  expect(tracesOf([3, [update], [accepted, ended]], [3, [{ resolveActivity: {} }], []])).toEqual([false, false]);
});
