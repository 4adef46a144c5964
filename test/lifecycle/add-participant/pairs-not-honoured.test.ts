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
