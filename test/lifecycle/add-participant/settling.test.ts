import { expect, test } from '@jest/globals';
import { bob, bobsRawId, lifecycle } from '../../support/lifecycle.ts';

const running = lifecycle();

test('an invitation that is cancelled while it rings settles as cancelled', async () => {
  const { api, simulator } = running;
  const call = await running.call();

  const operationId = await running.startWith(call);
  await api.inState(operationId, 'ringing');
  const cancelled = await api.cancel(operationId);
  const view = await api.settled(operationId);

  expect(cancelled.status).toBe(202);
  expect(view.outcome).toMatchObject({ type: 'cancelled', how: 'invitationCancelled', evidence: 'event' });
  const { operations } = (await simulator.ledger()).summary;
  expect(operations.addParticipant).toMatchObject({ executed: 1, repeats: 0 });
  expect(operations.cancelAddParticipant).toMatchObject({ executed: 1, repeats: 0 });
});

test('an invitation that is answered settles as added', async () => {
  const { api, simulator } = running;
  const call = await running.call();

  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await simulator.answer({ callConnectionId: call });

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
});

test('an invitation that is declined settles as failed, with the provider’s words', async () => {
  const { api, simulator } = running;
  const call = await running.call();

  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await simulator.decline({ callConnectionId: call });

  expect((await api.settled(operationId)).outcome).toMatchObject({
    type: 'failed',
    reason: 'declined',
    evidence: 'event',
    code: '603',
    subCode: '0',
  });
});

test.each([
  ['a busy line', { onInvite: 'busy' }, 'busy'],
  ['somebody who cannot be reached', { onInvite: 'unreachable' }, 'unreachable'],
  ['a number that must not be called', { onInvite: 'fail', code: 403, subCode: 560403 }, 'forbidden'],
  ['a number that does not exist', { onInvite: 'fail', code: 404, subCode: 560404 }, 'invalid'],
] as const)('%s settles as failed, with the reason in words', async (_name, behaviour, reason) => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ person: behaviour });

  const operationId = await api.start(call, bob);

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'failed', reason, evidence: 'event' });
});

test('an invitation that nobody answers settles as failed: noAnswer', async () => {
  const { api, simulator } = running;
  const call = await running.call();

  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await simulator.runOut({ callConnectionId: call });

  expect((await api.settled(operationId)).outcome).toMatchObject({
    type: 'failed',
    reason: 'noAnswer',
    evidence: 'event',
  });
});

test('the end of the call settles every open operation of that call, and no other', async () => {
  const { api, simulator } = running;
  const [call, otherCall] = [await running.call(), await running.call()];

  const [first, second, other] = [
    await api.start(call, bob),
    await api.start(call, bob),
    await api.start(otherCall, bob),
  ];
  await Promise.all([first, second, other].map((operationId) => api.inState(operationId, 'ringing')));
  await Promise.all([first, second, other].map((operationId) => running.untilListed(operationId)));
  await simulator.disconnect(call);

  expect((await api.settled(first)).outcome).toEqual({ type: 'callEnded', evidence: 'event' });
  expect((await api.settled(second)).outcome).toEqual({ type: 'callEnded', evidence: 'event' });
  expect((await api.view(other)).phase).toBe('pending');
});

test('the end of the call settles an operation whose add was not answered yet', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const hold = { kind: 'hold', at: 'afterExecuting', times: 1_000 } as const;
  await simulator.addFault({ operation: 'addParticipant', ...hold, name: 'add' });

  const operationId = await api.start(call, bob);
  await simulator.untilHeld('add');
  await running.untilListed(operationId);
  await simulator.disconnect(call);
  const view = await api.settled(operationId);
  await simulator.release('add');

  expect(view.outcome).toEqual({ type: 'callEnded', evidence: 'event' });
});

test.each([
  [404, '8522'],
  [400, '8528'],
])('an add that is answered %i/%s settles as callEnded where the call has ended', async (status, code) => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ endedCallAnswer: { status, code } });
  await simulator.disconnect(call);
  await simulator.untilWebhooks('delivered', 'CallDisconnected');

  const operationId = await api.start(call, bob);

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'callEnded', evidence: 'callState' });
});

test('an add that is answered so while the call goes on settles as failed', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({
    operation: 'addParticipant',
    kind: 'respond',
    at: 'beforeExecuting',
    status: 400,
    code: '8528',
  });

  const operationId = await api.start(call, bob);

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'failed', code: '400', subCode: '8528' });
});

test('a call that the provider does not know settles as callEnded', async () => {
  const operationId = await running.api.start('no-such-call', bob);

  expect((await running.api.settled(operationId)).outcome).toEqual({ type: 'callEnded', evidence: 'callState' });
});

test('what the provider refuses settles as failed, with its status and code', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({
    operation: 'addParticipant',
    kind: 'respond',
    at: 'beforeExecuting',
    status: 400,
    code: '8523',
  });

  const operationId = await api.start(call, bob);

  expect((await api.settled(operationId)).outcome).toMatchObject({
    type: 'failed',
    reason: 'invalid',
    evidence: 'response',
    code: '400',
    subCode: '8523',
  });
});

test('without any event the invitation end is looked at: who is in the call was added, who is not was not', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addWebhookRule({ type: '*', kind: 'drop', times: 100 });
  await simulator.setSwitches({ people: { [bobsRawId]: { onInvite: 'accept' } } });

  const joined = await api.start(call, { ...bob, invitationTimeoutSeconds: 1 });
  const absent = await api.start(call, {
    participant: { kind: 'communicationUser', id: '8:acs:simulated-resource_carol' },
    invitationTimeoutSeconds: 1,
  });

  expect((await api.settled(joined)).outcome).toEqual({ type: 'added', evidence: 'participantList' });
  expect((await api.settled(absent)).outcome).toEqual({
    type: 'failed',
    reason: 'notInCall',
    evidence: 'participantList',
  });
});
