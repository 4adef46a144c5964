import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { NativeConnection, Worker } from '@temporalio/worker';
import { CallOperations } from '../../../src/client/index.ts';
import { statechartWorkerOptions } from '../../../src/statechart/worker/index.ts';
import { askUntilAnswered } from '../../support/ask-again.ts';
import { heartbeatsOf } from '../../support/heartbeats.ts';
import { bob, ownLifecycle } from '../../support/lifecycle.ts';
import { codeOf } from '../../support/temporal.ts';

const running = ownLifecycle();

/** With the answer to a heartbeat, to the worker that runs the operation's activity. */
async function untilCancellationIsTold(operationId: string): Promise<void> {
  const handle = running.temporal.workflow.getHandle(operationId);
  const isAsked = async () =>
    ((await handle.fetchHistory()).events ?? []).some((event) => event.activityTaskCancelRequestedEventAttributes);
  while (!(await isAsked())) await new Promise((resolve) => setTimeout(resolve, 50));
  await heartbeatsOf(running.temporal, operationId, 2);
}

test.each(['keep', 'remove'])(
  'an operation that is cancelled before any worker took it up is never sent: lateJoin %s',
  async (lateJoin) => {
    const { api, simulator, stack } = running;
    const call = await running.call();
    await running.killWorker();

    const operationId = await api.start(call, { ...bob, lateJoin });
    const answer = await api.cancel(operationId);
    await stack.start('worker');

    expect(answer.status).toBe(202);
    expect(await api.settled(operationId)).toMatchObject({
      outcome: { type: 'cancelled', how: 'neverSent' },
      cancel: { state: 'notPossible' },
    });
    expect((await simulator.ledger()).summary.operations.addParticipant.arrived).toBe(0);
  },
);

test.each([
  ['an add that no worker has begun is withdrawn by a cancel', 'keep'],
  ['while the look before it waits for a worker, a cancel finds nothing sent', 'remove'],
] as const)('%s', async (_what, lateJoin) => {
  const { temporal, simulator } = running;
  const taskQueue = `without-activities-${randomUUID()}`;
  const waits = {
    httpTimeoutMs: 4_000,
    startToCloseMs: 9_000,
    heartbeatMs: 1_500,
    pairWindowMs: 60_000,
    graceMs: 400,
    backOffMs: 100,
    lastDeadlineMs: 3_000,
  };
  const { callbackUri } = running.stack;
  const operations = new CallOperations({ client: temporal, taskQueue, callbackUri, waits });
  const connection = await NativeConnection.connect({ address: process.env['TEST_TEMPORAL_ADDRESS'] ?? '' });
  // Runs workflows only: what they ask for waits in the queue.
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowBundle: { code: codeOf('TEST_CALLS_BUNDLE') },
    interceptors: statechartWorkerOptions().interceptors,
  });

  const view = await worker.runUntil(async () => {
    const call = await running.call();
    const operationId = await operations.addParticipant.start(call, { ...bob, lateJoin });
    await askUntilAnswered((options) => operations.addParticipant.view(operationId, options));
    await operations.addParticipant.cancel(operationId);
    return operations.addParticipant.waitFor(operationId);
  });
  await connection.close();

  expect(view).toMatchObject({ outcome: { type: 'cancelled', how: 'neverSent' }, cancel: { state: 'notPossible' } });
  expect((await simulator.ledger()).summary.operations.addParticipant.arrived).toBe(0);
});

test('an add that has begun is not given up by a cancel: its answer tells the invitation id', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({ operation: 'addParticipant', kind: 'hold', at: 'beforeExecuting', name: 'add' });

  const operationId = await running.startWith(call, { graceMs: 20_000, httpTimeoutMs: 20_000, startToCloseMs: 45_000 });
  await simulator.untilHeld('add');
  await api.cancel(operationId);
  await untilCancellationIsTold(operationId);
  await simulator.release('add');

  expect(await api.settled(operationId)).toMatchObject({
    outcome: { type: 'cancelled', how: 'invitationCancelled', evidence: 'event' },
    cancel: { state: 'confirmed' },
  });
  expect((await simulator.ledger()).summary.operations.addParticipant).toMatchObject({ arrived: 1, executed: 1 });
});
