import { beforeAll, expect, test } from '@jest/globals';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import {
  describeReplay,
  replayHistories,
  statechartReplayBundleOptions,
  type ReplayedHistory,
} from '../../src/statechart/replay/index.ts';
import { checkReplays } from '../support/check-replays.ts';
import { codeOf } from '../support/temporal.ts';
import { orderMachine } from '../support/statecharts/order.ts';
import { parcelMachine, type ParcelChange } from '../support/statecharts/parcel.ts';
import { statecharts, untilView } from '../support/statecharts.ts';

const running = statecharts();
const parcels = () => running.client(parcelMachine('nothing'), 'parcel');
const charge = () => Promise.resolve('receipt');

let workflowBundle: { code: string };
/** Of a parcel that was shipped, of one that broke, and of one's first run. */
let shipped: unknown, broken: unknown, continued: unknown;

beforeAll(async () => {
  workflowBundle = await bundleWorkflowCode({
    workflowsPath: `${process.cwd()}/test/support/statecharts/workflows.ts`,
    logger: new DefaultLogger('WARN'),
    ...statechartReplayBundleOptions(),
  });
  await running.withWorker(
    async () => {
      const first = await parcels().start(running.id());
      // The first task is over once it answers: what it asked for is in the history.
      await first.view();
      await first.send({ type: 'PACK' });
      await untilView(first, ({ value }) => value === 'ready');
      await first.send({ type: 'SHIP' });
      await first.result();
      shipped = await running.history(first.id);

      const second = await parcels().start(running.id());
      await second.view();
      await second.notify({ type: 'BREAK' });
      await second.waitFor({ done: true });
      broken = await running.history(second.id);

      const input = { every: 1 } as never;
      const third = await parcels().start(running.id(), { input });
      const { workflowExecutionInfo } = (await running.temporal.workflow.getHandle(third.id).describe()).raw;
      await third.send({ type: 'PACK' });
      await untilView(third, ({ value }) => value === 'ready');
      continued = await historyToItsEnd(third.id, workflowExecutionInfo?.firstRunId ?? '');
      await third.send({ type: 'SHIP' });
    },
    { charge },
  );
}, 180_000);

/** A view may tell what a run's last task has brought before that task is over. */
async function historyToItsEnd(id: string, runId: string) {
  for (;;) {
    const history = await running.history(id, runId);
    if (history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes) return history;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function replayAs(change: ParcelChange, history: unknown): Promise<ReplayedHistory> {
  const { histories } = await replayHistories({ workflowBundle, histories: [{ workflowId: change, history }] });
  expect(histories).toHaveLength(1);
  return histories[0] as ReplayedHistory;
}

test('code that was not changed shows no difference, and all of its effects are compared', async () => {
  expect(await replayAs('nothing', shipped)).toMatchObject({ replayed: true, compared: 7, differences: [] });
  expect(await replayAs('nothing', broken)).toMatchObject({ replayed: true, compared: 2, differences: [] });
  expect(await replayAs('nothing', continued)).toMatchObject({ replayed: true, differences: [] });
});

test.each<[ParcelChange, object]>([
  ['activityInput', { eventType: 'ActivityTaskScheduled', name: 'charge', at: '[0]', recorded: 1, now: 2 }],
  ['timerDuration', { eventType: 'TimerStarted', at: '', recorded: 150, now: 100 }],
  [
    'childWorkflowInput',
    { eventType: 'StartChildWorkflowExecutionInitiated', at: '[0].text', recorded: 'up', now: 'down' },
  ],
  [
    'updateAnswer',
    { eventType: 'WorkflowExecutionUpdateCompleted', at: '[0].tags[0]', recorded: 'fragile', now: 'heavy' },
  ],
])('a changed %s is found, which the replay of Temporal lets pass', async (change, difference) => {
  await expect(Worker.runReplayHistory({ workflowBundle }, shipped, change)).resolves.toBeUndefined();

  const { replayed, differences } = await replayAs(change, shipped);

  expect(replayed).toBe(true);
  expect(differences).toEqual([
    { kind: change, name: expect.any(String), eventId: expect.any(Number), place: expect.any(Object), ...difference },
  ]);
});

test('a changed result is found', async () => {
  const { differences } = await replayAs('result', shipped);

  expect(differences).toMatchObject([
    { kind: 'updateAnswer', at: '[0].output.shipped', recorded: 'yes', now: 'certainly' },
    { kind: 'end', name: 'completed', at: '[0].output.shipped', recorded: 'yes', now: 'certainly' },
  ]);
});

test('a changed failure is found', async () => {
  const { differences } = await replayAs('failure', broken);

  expect(differences).toMatchObject([
    { kind: 'end', name: 'failed', eventType: 'WorkflowExecutionFailed', at: 'failure.message' },
  ]);
});

test('a change of what is handed to the next run is found', async () => {
  const { differences } = await replayAs('context', continued);

  expect(differences).toMatchObject([
    { kind: 'end', name: 'continued as new', at: '[2].snapshot.context.seen', recorded: 'before', now: 'now' },
  ]);
});

test('a difference names the event of the history, the state and the event of the statechart, and says whether its structure was changed', async () => {
  const timer = await replayAs('timerDuration', shipped);
  expect(timer.differences[0]?.place).toMatchObject({ state: 'drying', event: 'xstate.done.actor.0.parcel.packing' });
  expect(timer.machine?.now).toEqual(timer.machine?.recorded);

  const answer = await replayAs('updateAnswer', shipped);
  expect(answer.machine?.now?.hash).not.toBe(answer.machine?.recorded?.hash);
  expect(describeReplay(answer)).toContain('the machine parcel was changed since');

  const told = describeReplay(timer);
  expect(told).toContain(`event ${timer.differences[0]?.eventId} (TimerStarted), the milliseconds of a timer`);
  expect(told).toContain('the code stands in the state drying');
});

test('a history that cannot be replayed is told with the words of Temporal and the event, and the others are replayed', async () => {
  const { histories, different } = await replayHistories({
    workflowBundle,
    histories: [
      { workflowId: 'noActivity', history: shipped },
      { workflowId: 'instance-1', unread: 'its retention has passed' },
      { workflowId: 'instance-2', history: { events: [] } },
      { workflowId: 'instance-3', history: JSON.parse(historyToJSON(shipped as never)) as unknown },
    ],
  });

  expect(different).toBe(3);
  expect(histories).toMatchObject([
    { replayed: false, differences: [{ kind: 'notReplayable', now: expect.stringContaining('TMPRL1100') }] },
    { replayed: false, differences: [{ kind: 'unread', now: 'its retention has passed' }] },
    { replayed: false, differences: [{ kind: 'unread', now: 'It is not a history: it has no events.' }] },
    { replayed: true, differences: [] },
  ]);
  expect(histories[0]?.differences[0]).toMatchObject({
    eventId: expect.any(Number),
    eventType: 'ActivityTaskScheduled',
  });
});

test('a workflow type that the code has no more is told', async () => {
  const history = JSON.parse(historyToJSON(shipped as never).replaceAll('"parcel"', '"forgotten"')) as unknown;

  const { replayed, differences } = await replayAs('nothing', history);

  expect(replayed).toBe(false);
  expect(differences).toMatchObject([{ kind: 'notReplayable', now: expect.stringContaining('forgotten') }]);
});

test('the runs that a query finds are replayed as they are now, also open ones and such that no worker has begun', async () => {
  const ids = [running.id(), running.id()];
  await running.withWorker(
    async () => {
      const open = await parcels().start(ids[0] ?? '');
      await open.send({ type: 'PACK' });
      await untilView(open, ({ value }) => value === 'ready');
    },
    { charge },
  );
  await parcels().start(ids[1] ?? '');
  const query = `WorkflowId IN ('${ids[0]}', '${ids[1]}')`;
  await running.untilListed(query, 2);

  const { histories, different } = await replayHistories({
    workflowBundle,
    histories: { client: running.temporal, query },
  });

  expect(different).toBe(0);
  expect(histories.map(({ workflowId, replayed }) => ({ workflowId, replayed }))).toEqual(
    expect.arrayContaining([
      { workflowId: ids[0], replayed: true },
      { workflowId: ids[1], replayed: false },
    ]),
  );
  for (const id of ids) await running.temporal.workflow.getHandle(id).terminate();
});

test('a bundle that tells nothing of its replay is refused, and says how to build one', async () => {
  const replayed = replayHistories({
    workflowBundle: { code: codeOf('TEST_STATECHARTS_BUNDLE') },
    histories: [{ workflowId: 'nothing', history: shipped }],
  });

  await expect(replayed).rejects.toThrow('statechartReplayBundleOptions()');
});

test('a history that cannot be replayed fails the test that it comes from, and those after it are replayed as ever', async () => {
  const id = running.id();
  await running.withSharedWorker(async () => {
    await (await running.client(orderMachine, 'order').start(id, { input: { item: 'book' } })).send({ type: 'CANCEL' });
  });

  await expect(checkReplays('TEST_CALLS_BUNDLE', [id])).rejects.toThrow(/a replay failed: .*order/s);
  await checkReplays('TEST_STATECHARTS_BUNDLE', [id]);
});
