import { expect, test } from '@jest/globals';
import { bob, bobsRawId, briefly, lifecycle } from '../../support/lifecycle.ts';

const running = lifecycle();

/** Rings, is cancelled, and the cancel has not reached the provider yet. */
async function cancelling(): Promise<{ call: string; operationId: string }> {
  const call = await running.call();
  return { call, operationId: await running.cancelling(call) };
}

async function cancellingWithLongGrace(): Promise<{ call: string; operationId: string }> {
  const call = await running.call();
  return { call, operationId: await running.cancellingWithLongGrace(call) };
}

test.each([
  [487, 0],
  [603, 8542],
  [500, 8508],
])('a failure with %i/%i while our cancel is out is the cancel', async (code, subCode) => {
  const { api, simulator } = running;
  const { call, operationId } = await cancelling();
  await simulator.decline({ callConnectionId: call }, { code, subCode });
  const view = await api.settled(operationId);
  await simulator.release('cancel');

  expect(view.outcome).toMatchObject({ type: 'cancelled', how: 'invitationCancelled', code: String(code) });
});

test('the same failure without a cancel of ours is none', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await simulator.decline({ callConnectionId: call }, { code: 487, subCode: 0 });

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'failed', reason: 'cancelled' });
});

test('a decline while our cancel is out is the cancel where the provider confirms it within the grace', async () => {
  const { api, simulator } = running;
  await simulator.setSwitches({ cancelTooLate: { answer: 'succeededEvent', code: 200, subCode: 0 } });
  const { call, operationId } = await cancellingWithLongGrace();
  await simulator.decline({ callConnectionId: call });
  // The cancel's event comes after it, then.
  await simulator.untilWebhooks('delivered', 'AddParticipantFailed');
  await simulator.release('cancel');

  expect(await api.settled(operationId)).toMatchObject({
    outcome: { type: 'cancelled', how: 'invitationCancelled', code: '603' },
    cancel: { state: 'confirmed' },
  });
});

test('a decline while our cancel is out is a decline where the provider says nothing of the cancel', async () => {
  const { api, simulator } = running;
  const { call, operationId } = await cancelling();
  await simulator.decline({ callConnectionId: call });
  const view = await api.settled(operationId);
  await simulator.release('cancel');

  expect(view.outcome).toMatchObject({ type: 'failed', reason: 'declined', code: '603' });
});

test('a cancel that is confirmed while the person is in the call is looked at again after the invitation end, and undone', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ cancelTooLate: { answer: 'succeededEvent', code: 200, subCode: 0 } });
  await simulator.addWebhookRule({ type: 'AddParticipantSucceeded', kind: 'drop' });

  const operationId = await api.start(call, { ...bob, ...briefly });
  await api.inState(operationId, 'ringing');
  await simulator.answer({ callConnectionId: call });
  await api.cancel(operationId);
  const view = await api.settled(operationId);

  expect(view).toMatchObject({
    outcome: { type: 'cancelled', how: 'removedAfterJoining' },
    cancel: { state: 'confirmed' },
  });
  const { calls } = await simulator.ledger();
  expect(calls[0]?.people).not.toContain(simulator.personHash(bobsRawId));
});
