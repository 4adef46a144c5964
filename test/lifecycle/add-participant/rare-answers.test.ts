import { expect, test } from '@jest/globals';
import { bob, bobsRawId, lifecycle } from '../../support/lifecycle.ts';

const running = lifecycle();

/** A refusal that says nothing of the call, and is not repeated. */
const refused = { kind: 'respond', at: 'arrival', status: 403, code: '510403' } as const;
const notFound = { kind: 'respond', at: 'arrival', status: 404, code: '8522' } as const;
const soon = { ...bob, invitationTimeoutSeconds: 1 };

test.each([
  ['is refused', [refused], []],
  ['is answered 404 and the call goes on', [notFound], []],
  ['is answered 404 and the call cannot be asked for', [notFound], [refused]],
] as const)(
  'an add that was executed and whose repeat %s rings, and its event decides',
  async (_how, repeat, looks) => {
    const { api, simulator } = running;
    const call = await running.call();
    const operation = 'addParticipant';
    await simulator.addFault({ operation, kind: 'reset', at: 'afterExecuting' });
    for (const fault of repeat) await simulator.addFault({ operation, ...fault });
    for (const fault of looks) await simulator.addFault({ operation: 'getCall', ...fault });

    const operationId = await api.start(call, bob);
    await api.inState(operationId, 'ringing');
    await simulator.answer({ callConnectionId: call });

    expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
  },
);

test('an add of which nobody knows whether it was executed is made again once it cannot ring any more', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const operation = 'addParticipant';
  await simulator.addFault({ operation, kind: 'reset', at: 'beforeExecuting' }, { operation, ...refused });
  await simulator.setSwitches({ person: { onInvite: 'accept' } });

  const operationId = await api.start(call, soon);
  await simulator.untilRequests('executed', operation, 1);

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
});

test('an add to a call of which it cannot be asked whether it is being established is made again', async () => {
  const { api, simulator } = running;
  await simulator.setSwitches({ connectAfterMs: null });
  const call = await running.call();
  await simulator.addFault({ operation: 'getCall', ...refused });

  const operationId = await api.start(call, bob);
  await simulator.untilRequests('arrived', 'addParticipant', 2);
  await simulator.connect(call);
  await api.inState(operationId, 'ringing');
  await simulator.answer({ callConnectionId: call });

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'added' });
});

test('an add to a call that ends while it is asked whether it is being established settles as callEnded', async () => {
  const { api, simulator } = running;
  await simulator.setSwitches({ connectAfterMs: null });
  const call = await running.call();
  await simulator.addWebhookRule({ type: 'CallDisconnected', kind: 'drop' });
  await simulator.addFault({ operation: 'getCall', kind: 'hold', at: 'arrival', name: 'look' });

  const operationId = await api.start(call, bob);
  await simulator.untilHeld('look');
  await simulator.disconnect(call);
  await simulator.release('look');

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'callEnded', evidence: 'callState' });
});

test('an add that is cancelled while it is asked whether the call is being established is never sent', async () => {
  const { api, simulator } = running;
  await simulator.setSwitches({ connectAfterMs: null });
  const call = await running.call();
  await simulator.addFault({ operation: 'getCall', kind: 'hold', at: 'arrival', name: 'look' });

  const operationId = await api.start(call, bob);
  await simulator.untilHeld('look');
  await api.cancel(operationId);

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled', how: 'neverSent' });
  await simulator.release('look');
});

test.each([
  ['and the call goes on', []],
  ['and the call cannot be asked for', [refused]],
] as const)('a cancel that was lost, and whose repeat is answered 404 %s, is asked for again', async (_how, looks) => {
  const { api, simulator } = running;
  const call = await running.call();
  const operation = 'cancelAddParticipant';
  await simulator.addFault({ operation, kind: 'reset', at: 'beforeExecuting' }, { operation, ...notFound });
  for (const fault of looks) await simulator.addFault({ operation: 'getCall', ...fault });

  const operationId = await running.startWith(call);
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);

  expect(await api.settled(operationId)).toMatchObject({
    outcome: { type: 'cancelled', how: 'invitationCancelled' },
    cancel: { state: 'confirmed' },
  });
});

test('a decline that nobody explains while our cancel is on its way again is a decline', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const operation = 'cancelAddParticipant';
  await simulator.addFault({ operation, kind: 'reset', at: 'beforeExecuting' }, { operation, ...refused });

  const operationId = await running.startWith(call, { graceMs: 1_000, backOffMs: 30_000 });
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);
  await api.until(operationId, ({ cancel }) => cancel?.state === 'unknown');
  await simulator.decline({ callConnectionId: call });

  expect(await api.settled(operationId)).toMatchObject({
    outcome: { type: 'failed', reason: 'declined' },
    cancel: { state: 'unknown' },
  });
});

test('a cancel that is answered 404 while the call cannot be asked for is asked for again', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({ operation: 'cancelAddParticipant', ...notFound });
  await simulator.addFault({ operation: 'getCall', ...refused });

  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled', how: 'invitationCancelled' });
});

test('a cancel that the provider reports as a decline first is a cancel when its own event follows', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({
    addFailedOnCancel: 'before',
    cancelledAddResult: { code: 603, subCode: 10024, message: 'declined' },
  });

  const operationId = await running.startWith(call);
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled', how: 'invitationCancelled' });
});

test('a confirmed cancel whose look fails is looked at again, before the invitation end', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({ operation: 'getCall', ...refused });

  const operationId = await running.startWith(call);
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);

  const { outcome } = await api.settled(operationId);
  expect(outcome).toEqual({ type: 'cancelled', how: 'invitationCancelled', evidence: 'event' });
});

test('a removal that fails by an event is looked up', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ removeAbsent: { answer: 'failedEvent', code: 400, subCode: 8523 } });
  await simulator.addFault({ operation: 'removeParticipant', kind: 'hold', at: 'arrival', name: 'removal' });

  const operationId = await running.answeredWhileCancelling(call);
  await simulator.untilHeld('removal');
  await simulator.leave({ callConnectionId: call, rawId: bobsRawId });
  await simulator.release('removal');

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled', evidence: 'participantList' });
  await simulator.release('cancel');
});

test('a look after a removal that fails, for whatever reason, is made again', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addWebhookRule({ type: 'RemoveParticipantSucceeded', kind: 'drop' });
  const operation = 'getParticipants';
  await simulator.addFault({ operation, ...refused }, { operation, ...refused, status: 401, code: '401' });

  const operationId = await running.answeredWhileCancelling(call);

  expect((await api.settled(operationId)).outcome).toMatchObject({ how: 'removedAfterJoining' });
  await simulator.release('cancel');
});

test('the end of the call while somebody is being removed is found by a look, too', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  for (const type of ['RemoveParticipantSucceeded', 'CallDisconnected'] as const)
    await simulator.addWebhookRule({ type, kind: 'drop' });
  await simulator.addFault({ operation: 'getCall', kind: 'hold', at: 'arrival', name: 'look' });

  const operationId = await running.answeredWhileCancelling(call);
  await simulator.untilHeld('look');
  await simulator.disconnect(call);
  await simulator.release('look');

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'callEnded', evidence: 'callState' });
  await simulator.release('cancel');
});
