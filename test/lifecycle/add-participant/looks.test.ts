import { expect, test } from '@jest/globals';
import { bob, bobsRawId, briefly, ownLifecycle } from '../../support/lifecycle.ts';
import { SOON_GIVEN_UP } from '../../support/stack-settings.ts';

const running = ownLifecycle(SOON_GIVEN_UP);

test('a call whose end was told elsewhere is found to have ended by a look', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addWebhookRule({ type: '*', kind: 'drop', times: 100 });

  const operationId = await api.start(call, { ...bob, ...briefly });
  await api.inState(operationId, 'ringing');
  await simulator.disconnect(call);

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'callEnded', evidence: 'callState' });
});

test.each(['notFound', 'disconnectedState', 'terminated'] as const)(
  'a call that has ended is found to have ended, however the provider says so: %s',
  async (disconnectedCalls) => {
    const { api, simulator } = running;
    const call = await running.call();
    await simulator.setSwitches({ disconnectedCalls });
    await simulator.addWebhookRule({ type: '*', kind: 'drop', times: 100 });

    const operationId = await api.start(call, { ...bob, invitationTimeoutSeconds: 1 });
    await api.until(operationId, ({ state }) => !JSON.stringify(state).includes('sending'));
    await simulator.disconnect(call);

    expect((await api.settled(operationId)).outcome).toEqual({ type: 'callEnded', evidence: 'callState' });
  },
);

test('a transfer is no end of a call', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addWebhookRule({ type: '*', kind: 'drop', times: 100 });
  await simulator.setSwitches({ people: { [bobsRawId]: { onInvite: 'accept' } } });
  await simulator.addFault({ operation: 'getCall', kind: 'hold', at: 'arrival', name: 'look' });

  const operationId = await api.start(call, { ...bob, invitationTimeoutSeconds: 1 });
  await simulator.untilHeld('look');
  await simulator.setCallState(call, 'transferring');
  await simulator.release('look');

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'participantList' });
});

test('a provider that cannot be asked for a while is asked again until it is known', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addWebhookRule({ type: '*', kind: 'drop', times: 100 });
  await simulator.setSwitches({ people: { [bobsRawId]: { onInvite: 'accept' } } });
  await simulator.addFault(
    { operation: 'getCall', kind: 'respond', at: 'arrival', status: 501, times: 2 },
    { operation: 'getParticipants', kind: 'respond', at: 'arrival', status: 501, times: 2 },
  );

  const operationId = await api.start(call, { ...bob, invitationTimeoutSeconds: 1 });

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'participantList' });
});

test('a provider that cannot be asked until the last deadline leaves the outcome undetermined', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addWebhookRule({ type: '*', kind: 'drop', times: 100 });
  await simulator.addFault({ operation: 'getCall', kind: 'respond', at: 'arrival', status: 501, times: 1_000 });

  const operationId = await api.start(call, { ...bob, invitationTimeoutSeconds: 1 });

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'undetermined', evidence: 'assumed' });
});

test('nobody who still rings is taken for one who joined, though the provider lists those who ring', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ listRinging: true, cancelTakesMs: 0 });
  await simulator.addWebhookRule({ type: 'AddParticipantFailed', kind: 'drop', times: 100 });
  await simulator.addFault({ operation: 'cancelAddParticipant', kind: 'noAnswer', at: 'beforeExecuting', times: 100 });

  const operationId = await api.start(call, { ...bob, invitationTimeoutSeconds: 1 });

  expect((await api.settled(operationId)).outcome).toEqual({
    type: 'failed',
    reason: 'notInCall',
    evidence: 'participantList',
  });
});

test('a decline that the provider reports as joined is told as added: one who joined and left looks the same', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ people: { [bobsRawId]: { onInvite: 'declineReportedAsAccept' } } });

  const operationId = await api.start(call, bob);

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
});

test('a join that is told against the word of a confirmed cancel is a contradiction, told, and undone', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ cancelTooLate: { answer: 'succeededEvent', code: 200, subCode: 0 } });
  const operationId = await running.joinedButToldLate(call, 'confirmed');

  expect(await api.settled(operationId)).toMatchObject({
    outcome: { type: 'cancelled', how: 'removedAfterJoining' },
    contradictions: ['acs.AddParticipantSucceeded'],
  });
});
