import { expect, test } from '@jest/globals';
import { bob, briefly, lifecycle } from '../../support/lifecycle.ts';

const running = lifecycle();

/** The add is executed and its answer is lost; what is sent again rings again. */
async function ringsTwice(call: string): Promise<string> {
  const { api, simulator } = running;
  await simulator.setSwitches({ repeatability: 'ignore' });
  await simulator.addFault({ operation: 'addParticipant', kind: 'reset', at: 'afterExecuting' });
  const operationId = await api.start(call, { ...bob, ...briefly });
  await api.inState(operationId, 'ringing');
  return operationId;
}

async function ringing(): Promise<number> {
  const { invitations } = await running.simulator.ledger();
  return invitations.filter(({ state }) => state === 'ringing').length;
}

test('where a repeat rings again, nobody is said to be cancelled while the phone still rings', async () => {
  const { api } = running;
  const operationId = await ringsTwice(await running.call());
  expect(await ringing()).toBe(2);

  await api.cancel(operationId);
  const view = await api.settled(operationId);

  expect(await ringing()).toBe(0);
  expect(view.outcome).toEqual({ type: 'cancelled', how: 'invitationCancelled', evidence: 'participantList' });
});

test('where a repeat rings again, who answers the first ringing after the second was cancelled is removed', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const operationId = await ringsTwice(call);

  await api.cancel(operationId);
  await simulator.untilWebhooks('delivered', 'CancelAddParticipantSucceeded');
  await simulator.answer({ callConnectionId: call });
  const view = await api.settled(operationId);

  expect(view.outcome).toMatchObject({ type: 'cancelled', how: 'removedAfterJoining' });
});

test('where a repeat rings again, one ringing that ends busy is no failure while the other may be answered', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const operationId = await ringsTwice(call);

  await simulator.decline({ callConnectionId: call }, { code: 486, subCode: 560486 });
  await simulator.untilWebhooks('delivered', 'AddParticipantFailed');
  await simulator.answer({ callConnectionId: call });

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
});

test('where a repeat rings again and both end, the words of the event are told after the invitation end', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const operationId = await ringsTwice(call);

  await simulator.decline({ callConnectionId: call }, { code: 486, subCode: 560486 });
  await simulator.decline({ callConnectionId: call }, { code: 486, subCode: 560486 });

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'failed', reason: 'busy' });
});

test('where a repeat rings again, who was removed and answers the second ringing is removed again', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const operationId = await ringsTwice(call);
  await simulator.addFault({
    operation: 'cancelAddParticipant',
    kind: 'hold',
    at: 'arrival',
    times: 100,
    name: 'cancel',
  });
  await api.cancel(operationId);

  await simulator.answer({ callConnectionId: call });
  await simulator.untilWebhooks('delivered', 'RemoveParticipantSucceeded');
  expect(await api.view(operationId)).toMatchObject({ phase: 'cancelling' });
  await simulator.answer({ callConnectionId: call });
  const view = await api.settled(operationId);
  await simulator.release('cancel');

  expect(view.outcome).toMatchObject({ type: 'cancelled', how: 'removedAfterJoining' });
  expect(await ringing()).toBe(0);
  expect((await simulator.ledger()).summary.operations.removeParticipant.executed).toBe(2);
});

test('who is removed before a repeated add is answered is looked for once the invitation is over, not all the time', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ repeatability: 'ignore' });
  const operation = 'addParticipant';
  await simulator.addFault(
    { operation, kind: 'reset', at: 'afterExecuting' },
    { operation, kind: 'hold', at: 'afterExecuting', name: 'repeat' },
  );
  const operationId = await running.startWith(call, { httpTimeoutMs: 2_000 }, { ...bob, invitationTimeoutSeconds: 3 });
  await simulator.untilHeld('repeat');
  await api.cancel(operationId);

  await simulator.answer({ callConnectionId: call });
  const view = await api.settled(operationId, 60_000);
  await simulator.release('repeat');

  expect(view.outcome).toMatchObject({ type: 'cancelled', how: 'removedAfterJoining' });
  const { operations } = (await simulator.ledger()).summary;
  expect(operations.getParticipants.arrived).toBeLessThan(4);
});
