import { expect, test } from '@jest/globals';
import { bob, ownLifecycle } from '../../support/lifecycle.ts';

/** What is under way when a worker is asked to end is given up soon. */
const running = ownLifecycle({ DURABLE_CALLS_SHUTDOWN_GRACE_MS: '500' });

async function replaceWorker(): Promise<void> {
  const { pid, exited } = running.stack.process('worker');
  process.kill(pid, 'SIGTERM');
  await exited;
  await running.stack.start('worker');
}

test('an add that is on its way when its worker shuts down is made again under its pair, and rings once', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({ operation: 'addParticipant', kind: 'hold', at: 'afterExecuting', name: 'add' });

  const operationId = await api.start(call, bob);
  await simulator.untilHeld('add');
  await replaceWorker();
  await simulator.untilRequests('repeats', 'addParticipant');
  await api.inState(operationId, 'ringing');
  await simulator.answer({ callConnectionId: call });

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
  expect(await simulator.executed('addParticipant')).toBe(1);
});

test('a removal that is on its way when its worker shuts down is found out', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({ operation: 'removeParticipant', kind: 'hold', at: 'afterExecuting', name: 'removal' });
  await simulator.addWebhookRule({ type: 'RemoveParticipantSucceeded', kind: 'drop' });

  const operationId = await running.answeredWhileCancelling(call);
  await simulator.untilHeld('removal');
  await replaceWorker();
  const view = await api.settled(operationId);

  expect(view.outcome).toMatchObject({ type: 'cancelled', how: 'removedAfterJoining' });
  expect(await running.isBobIn(call)).toBe(false);
});
