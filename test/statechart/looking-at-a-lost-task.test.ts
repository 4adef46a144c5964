import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { notifySignal, viewQuery } from '../../src/statechart/messages.ts';
import { leftWaiting } from '../support/left-waiting.ts';
import { ballotMachine } from '../support/statecharts/alarms.ts';
import { statecharts, untilView } from '../support/statecharts.ts';

const running = statecharts();

test('a view that is given while a task is lost with another worker changes nothing in what follows', async () => {
  const { ballot, dying, look } = await lookedAtBeforeTheDeadline();
  const count = () => countIn(ballot.id);
  // The deadline.
  expect((await dying.takeKept()).query).toBeNull();
  // In a replay it comes before the deadline, which has the same task.
  await count();

  await running.withWorker(async () => {
    expect(await look).toMatchObject({ value: 'closed' });
    await count();
    await untilView(ballot, ({ value }) => value === 'counted');
  });
});

const askOnce = (id: string) =>
  running.temporal.withDeadline(Date.now() + 40_000, () => running.temporal.workflow.getHandle(id).query(viewQuery));

const countIn = (id: string) =>
  running.temporal.workflow.getHandle(id).signal(notifySignal, [{ event: { type: 'COUNT' } }]);

/** A ballot, and a look at it that a dying worker has taken: another one where the deadline was there before. */
async function lookedAtBeforeTheDeadline() {
  const ballots = running.client(ballotMachine, 'ballot');
  for (;;) {
    const [ballot] = await leftWaiting(running, () => ballots.start(running.id()));
    const dying = dyingWorker();
    await countIn(ballot.id);
    const first = await dying.take();
    const looked = dying.takeKept();
    await dying.keep(first);
    // The client would ask again before a worker comes, and the dying one be given that question, too.
    const look = askOnce(ballot.id).catch(() => ballot.view({ timeoutMs: 40_000 }));
    const isClosed = first.history?.events?.some(({ timerFiredEventAttributes }) => timerFiredEventAttributes);
    if (!isClosed && (await looked).query !== null) return { ballot, dying, look };
    look.catch(() => undefined);
    await running.temporal.workflow.getHandle(ballot.id).terminate();
  }
}

/** A worker that takes what it is given, and does nothing with it but to say that it has the instance in its cache. */
function dyingWorker() {
  const { temporal, taskQueue } = running;
  const ownQueue = `own-${randomUUID()}`;
  const service = temporal.workflowService;
  const poll = (name: string) =>
    temporal.withDeadline(Date.now() + 60_000, () =>
      service.pollWorkflowTaskQueue({ namespace: 'default', taskQueue: { name }, identity: 'dying' }),
    );
  return {
    take: () => poll(taskQueue),
    takeKept: () => poll(ownQueue),
    keep: ({ taskToken }: Awaited<ReturnType<typeof poll>>) =>
      service.respondWorkflowTaskCompleted({
        taskToken,
        identity: 'dying',
        stickyAttributes: { workerTaskQueue: { name: ownQueue }, scheduleToStartTimeout: { seconds: 10 as never } },
      }),
  };
}
