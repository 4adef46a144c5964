import { expect, test } from '@jest/globals';
import { bob, ownLifecycle } from '../../support/lifecycle.ts';
import type { Answer } from '../../support/operations-api.ts';

const running = ownLifecycle();

/** What it is answered once Temporal is not too busy to say anything. */
async function answered(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (!String(answer.body['type']).endsWith('/temporal-unavailable')) return answer;
  }
}

test('a worker that is killed while the add is in flight loses nothing, and the add is executed once', async () => {
  const { api, simulator, stack } = running;
  const call = await running.call();
  await simulator.addFault({ operation: 'addParticipant', kind: 'hold', at: 'afterExecuting', name: 'add' });

  const operationId = await api.start(call, bob);
  await simulator.untilHeld('add');
  await running.killWorker();
  await stack.start('worker');
  await simulator.untilRequests('repeats', 'addParticipant');
  await api.inState(operationId, 'ringing');
  await simulator.answer({ callConnectionId: call });

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
  expect(await simulator.executed('addParticipant')).toBe(1);
});

test('a worker that is killed while cancelling loses nothing, and the cancel is executed once', async () => {
  const { api, simulator, stack } = running;
  const call = await running.call();
  await simulator.addFault({ operation: 'cancelAddParticipant', kind: 'hold', at: 'beforeExecuting', name: 'cancel' });

  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);
  await simulator.untilHeld('cancel');
  await running.killWorker();
  await simulator.release('cancel');
  await stack.start('worker');

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled', how: 'invitationCancelled' });
  const { operations } = (await simulator.ledger()).summary;
  expect(operations.addParticipant).toMatchObject({ executed: 1 });
  expect(operations.cancelAddParticipant).toMatchObject({ executed: 1 });
});

test('an operation that settles while no worker lives is settled by the next one', async () => {
  const { api, simulator, stack } = running;
  const call = await running.call();

  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await running.killWorker();
  await simulator.answer({ callConnectionId: call });
  await simulator.untilWebhooks('delivered', 'AddParticipantSucceeded');
  await stack.start('worker');

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
});

test('a cancel that is asked for while no worker lives is accepted, and carried out by the next one', async () => {
  const { api, simulator, stack } = running;
  const call = await running.call();

  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await running.killWorker();
  const answer = await answered(() => api.cancel(operationId));
  await stack.start('worker');

  expect(answer).toMatchObject({ status: 202, body: { operationId } });
  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled' });
  expect(await simulator.executed('cancelAddParticipant')).toBe(1);
});

test('an operation whose deadlines all pass while no worker lives is settled by a look of the next one', async () => {
  const { api, simulator, stack } = running;
  const call = await running.call();
  await simulator.addWebhookRule({ type: '*', kind: 'drop', times: 100 });
  await simulator.setSwitches({ person: { onInvite: 'accept' } });

  // Before the invitation is taken for over there is time to kill a worker.
  const waits = { graceMs: 10_000, lastDeadlineMs: 1_000 };
  const operationId = await running.startWith(call, waits, { ...bob, invitationTimeoutSeconds: 1 });
  await api.until(operationId, ({ state }) => !JSON.stringify(state).includes('sending'));
  await running.killWorker();
  // Past the end of the invitation, of the grace, and of the last deadline.
  await new Promise((resolve) => setTimeout(resolve, 13_000));
  await stack.start('worker');

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'participantList' });
});

test('a removal that was not answered is asked for once more, however long no worker lived', async () => {
  const { api, simulator, stack } = running;
  const call = await running.call();
  await simulator.addFault({ operation: 'removeParticipant', kind: 'respond', at: 'arrival', status: 503 });
  await simulator.addFault({ operation: 'getCall', kind: 'hold', at: 'arrival', name: 'look' });
  const operationId = await running.startWith(call, { lastDeadlineMs: 5_000 });
  await api.inState(operationId, 'ringing');
  await simulator.addFault({
    operation: 'cancelAddParticipant',
    kind: 'hold',
    at: 'arrival',
    times: 9,
    name: 'cancel',
  });
  await api.cancel(operationId);
  await simulator.answer({ callConnectionId: call });
  await simulator.untilHeld('look');
  await running.killWorker();
  // Past the last deadline of the removal.
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  await simulator.release('look');
  await stack.start('worker');

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled', how: 'removedAfterJoining' });
  await simulator.release('cancel');
});

test('an operation that no worker took up before its notAfter is never sent', async () => {
  const { api, simulator, stack } = running;
  const call = await running.call();
  await running.killWorker();

  const notAfter = Date.now() + 5_000;
  const operationId = await api.start(call, { ...bob, notAfter: new Date(notAfter).toISOString() });
  await new Promise((resolve) => setTimeout(resolve, notAfter + 1 - Date.now()));
  await stack.start('worker');

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'failed', reason: 'expired' });
  expect((await simulator.ledger()).summary.operations.addParticipant.arrived).toBe(0);
});

test('while no worker lives an open operation is 503 worker-unavailable, and a settled one is shown', async () => {
  const { api, simulator, stack, temporal } = running;
  const call = await running.call();
  const [settled, open] = [await api.start(call, bob), await api.start(call, bob)];
  await Promise.all([api.inState(settled, 'ringing'), api.inState(open, 'ringing')]);
  const { invitations } = await simulator.ledger();
  const invitation = invitations.find(({ operationContext }) => operationContext?.startsWith(settled));
  await simulator.answer({ invitationId: invitation?.invitationId ?? '' });
  // A query may tell the end before the workflow task that brings it about is over.
  await temporal.workflow.getHandle(settled).result();
  await running.killWorker();

  const [openAnswer, settledAnswer] = [await answered(() => api.get(open)), await answered(() => api.get(settled))];
  await stack.start('worker');

  expect(openAnswer).toMatchObject({ status: 503, body: { type: expect.stringContaining('/worker-unavailable') } });
  expect(openAnswer.headers.get('retry-after')).not.toBeNull();
  expect(settledAnswer).toMatchObject({ status: 200, body: { outcome: { type: 'added' } } });
});

test('a server that is killed loses nothing: what it accepted goes on, and notifications reach its successor', async () => {
  const { api, simulator, stack } = running;
  const call = await running.call();

  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  process.kill(stack.process('server').pid, 'SIGKILL');
  await stack.process('server').exited;
  await simulator.setSwitches({ webhookTries: 20 });
  await simulator.answer({ callConnectionId: call });
  await stack.start('server');

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
});
