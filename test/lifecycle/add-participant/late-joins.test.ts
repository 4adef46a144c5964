import { expect, test } from '@jest/globals';
import { bob, bobsRawId, briefly, lifecycle } from '../../support/lifecycle.ts';

const running = lifecycle();

const FIRST_CALLER = '8:acs:simulated-resource_first-caller';

test('somebody who joins although we cancelled is removed again', async () => {
  const { api, simulator } = running;
  const call = await running.call();

  const operationId = await running.cancellingWithLongGrace(call);
  await simulator.answer({ callConnectionId: call });
  const view = await api.settled(operationId);
  await simulator.release('cancel');

  expect(view.outcome).toEqual({ type: 'cancelled', how: 'removedAfterJoining', evidence: 'event' });
  expect(await running.isBobIn(call)).toBe(false);
  expect((await simulator.ledger()).summary.operations.removeParticipant).toMatchObject({ executed: 1, repeats: 0 });
});

test.each([
  ['is told', [], { type: 'cancelled', how: 'removedAfterJoining', evidence: 'event' }],
  ['is lost', ['RemoveParticipantSucceeded'], { type: 'callEnded' }],
] as const)('where the removal of the last person ends the call, and its event %s', async (_what, lost, outcome) => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.leave({ callConnectionId: call, rawId: FIRST_CALLER });
  await simulator.addWebhookRule(...lost.map((type) => ({ type, kind: 'drop', callConnectionId: call }) as const));

  const operationId = await running.cancellingWithLongGrace(call);
  await simulator.answer({ callConnectionId: call });
  const view = await api.settled(operationId);
  await simulator.release('cancel');

  expect(view.outcome).toMatchObject(outcome);
  // In both cases the call has ended for the reason that nobody is left in it.
  await simulator.untilWebhooks('delivered', 'CallDisconnected');
});

test('somebody whose join is told before the cancel’s failure is removed again', async () => {
  const { api } = running;
  const call = await running.call();
  const operationId = await running.joinedButToldLate(call, 'refused');

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled', how: 'removedAfterJoining' });
  expect(await running.isBobIn(call)).toBe(false);
});

test('with lateJoin keep, somebody who joins although we cancelled stays, and the cancel’s fate is told', async () => {
  const { api, simulator } = running;
  const call = await running.call();

  const operationId = await running.answeredWhileCancelling(call, { ...bob, lateJoin: 'keep' });
  const view = await api.settled(operationId);
  await simulator.release('cancel');

  expect(view).toMatchObject({
    outcome: { type: 'added', evidence: 'event', notRemoved: 'policy' },
    cancel: { state: 'unknown' },
  });
  expect(await running.isBobIn(call)).toBe(true);
});

test('a removal whose event is lost is found out by a look', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addWebhookRule({ type: 'RemoveParticipantSucceeded', kind: 'drop' });

  const operationId = await running.answeredWhileCancelling(call);
  const view = await api.settled(operationId);
  await simulator.release('cancel');

  expect(view.outcome).toEqual({ type: 'cancelled', how: 'removedAfterJoining', evidence: 'participantList' });
});

test('somebody who has hung up before the removal settles as leftBeforeRemoval', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({ operation: 'removeParticipant', kind: 'hold', at: 'arrival', name: 'removal' });

  const operationId = await running.answeredWhileCancelling(call);
  await simulator.untilHeld('removal');
  await simulator.leave({ callConnectionId: call, rawId: bobsRawId });
  await simulator.release('removal');
  const view = await api.settled(operationId);
  await simulator.release('cancel');

  expect(view.outcome).toEqual({ type: 'cancelled', how: 'leftBeforeRemoval', evidence: 'participantList' });
});

test('a removal that is refused is looked up, and asked for again under a new pair', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({
    operation: 'removeParticipant',
    kind: 'respond',
    at: 'beforeExecuting',
    status: 409,
    code: '8519',
  });

  const operationId = await running.answeredWhileCancelling(call);
  const view = await api.settled(operationId);
  await simulator.release('cancel');

  expect(view.outcome).toMatchObject({ type: 'cancelled', how: 'removedAfterJoining' });
  const { requests } = await simulator.ledger();
  const removals = requests.filter(({ operation }) => operation === 'removeParticipant');
  expect(new Set(removals.map(({ repeatabilityRequestId }) => repeatabilityRequestId)).size).toBe(2);
});

test('nobody is said to be cancelled who cannot be removed and is on the line', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({
    operation: 'removeParticipant',
    kind: 'respond',
    at: 'beforeExecuting',
    status: 403,
    code: '8520',
    times: 1_000,
  });

  const operationId = await running.answeredWhileCancelling(call);
  const view = await api.settled(operationId);
  await simulator.release('cancel');

  expect(view).toMatchObject({
    outcome: { type: 'added', notRemoved: 'refused' },
    cancel: { state: 'unknown' },
  });
  expect(await running.isBobIn(call)).toBe(true);
});

test('a removal that is taken and does nothing is told as what it is', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ removePresent: { answer: 'noEvent', code: 200, subCode: 0 } });
  await simulator.addFault({
    operation: 'cancelAddParticipant',
    kind: 'hold',
    at: 'arrival',
    times: 9,
    name: 'cancel',
  });

  const operationId = await running.startWith(call, { graceMs: 500, lastDeadlineMs: 3_000 });
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);
  await simulator.answer({ callConnectionId: call });
  const view = await api.settled(operationId);
  await simulator.release('cancel');

  expect(view.outcome).toEqual({ type: 'added', evidence: 'event', notRemoved: 'refused' });
  expect(await running.isBobIn(call)).toBe(true);
});

test('where it cannot be asked whether the removal took effect, the outcome is undetermined', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault(
    { operation: 'removeParticipant', kind: 'respond', at: 'beforeExecuting', status: 403, code: '8520', times: 1_000 },
    { operation: 'getCall', kind: 'respond', at: 'arrival', status: 501, times: 1_000 },
  );

  const operationId = await running.answeredWhileCancelling(call);
  const view = await api.settled(operationId);
  await simulator.release('cancel');

  expect(view.outcome).toEqual({ type: 'undetermined', evidence: 'assumed' });
});

test('the end of the call while somebody is being removed settles as callEnded', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({ operation: 'removeParticipant', kind: 'hold', at: 'arrival', name: 'removal' });

  const operationId = await running.answeredWhileCancelling(call);
  await simulator.untilHeld('removal');
  await running.untilListed(operationId);
  await simulator.disconnect(call);
  const view = await api.settled(operationId);
  await simulator.release('removal');
  await simulator.release('cancel');

  expect(view.outcome).toEqual({ type: 'callEnded', evidence: 'event' });
});

test('a removal does not undo what a newer operation for the same person wants', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const older = await running.cancelling(call);
  const [invitation] = (await simulator.ledger()).invitations;
  const newer = await api.start(call, bob);
  await api.inState(newer, 'ringing');
  await running.untilListed(newer);
  await simulator.answer({ invitationId: invitation?.invitationId ?? '' });
  const view = await api.settled(older);
  await simulator.release('cancel');

  expect(view.outcome).toEqual({ type: 'added', evidence: 'event', notRemoved: 'newerOperation' });
  expect((await simulator.ledger()).summary.operations.removeParticipant.arrived).toBe(0);
  await simulator.disconnect(call);
  await api.settled(newer);
});

test('somebody who joined although we cancelled, while every event was lost, is found and removed', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addWebhookRule({ type: '*', kind: 'drop', times: 100 });

  const operationId = await running.answeredWhileCancelling(call, { ...bob, ...briefly });
  const view = await api.settled(operationId);
  await simulator.release('cancel');

  expect(view.outcome).toEqual({ type: 'cancelled', how: 'removedAfterJoining', evidence: 'participantList' });
  expect(await running.isBobIn(call)).toBe(false);
});

test('somebody who was in the call before we rang is not removed on the word of a look', async () => {
  const { api, simulator } = running;
  const call = await running.callWithBob();
  await simulator.addWebhookRule({ type: '*', kind: 'drop', times: 100 });

  const operationId = await api.start(call, { ...bob, ...briefly });
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);

  expect((await api.settled(operationId)).outcome).toEqual({
    type: 'added',
    evidence: 'participantList',
    notRemoved: 'notProvenOurs',
  });
  expect(await running.isBobIn(call)).toBe(true);
});

test('a removal that was refused is not asked for again once a newer operation has brought the person back', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const refusal = { kind: 'respond', at: 'beforeExecuting', status: 403, code: '8520', times: 1_000 } as const;
  await simulator.addFault({ operation: 'removeParticipant', ...refusal });
  const older = await running.answeredWhileCancelling(call);
  await simulator.untilRequests('arrived', 'removeParticipant', 2);

  const newer = await running.startWith(call);
  await api.inState(newer, 'ringing');
  await running.untilListed(newer);
  await simulator.answer({ callConnectionId: call });
  await api.settled(newer);
  await simulator.clearFaults();
  const view = await api.settled(older);

  expect(view.outcome).toEqual({ type: 'added', evidence: 'event', notRemoved: 'newerOperation' });
  expect(await running.isBobIn(call)).toBe(true);
});

test('who answers an older operation is not removed by a newer one that was cancelled', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const older = await running.startWith(call);
  await api.inState(older, 'ringing');
  await running.untilListed(older);
  const [ofOlder] = (await simulator.ledger()).invitations;
  await simulator.addWebhookRule({ type: 'CancelAddParticipantSucceeded', kind: 'drop', callConnectionId: call });
  const newer = await api.start(call, { ...bob, ...briefly });
  await api.inState(newer, 'ringing');
  await api.cancel(newer);
  await api.until(newer, ({ cancel }) => cancel?.state === 'accepted');

  await simulator.answer({ invitationId: ofOlder?.invitationId ?? '' });

  expect((await api.settled(older)).outcome).toEqual({ type: 'added', evidence: 'event' });
  expect((await api.settled(newer)).outcome).toEqual({
    type: 'added',
    evidence: 'participantList',
    notRemoved: 'notProvenOurs',
  });
  expect(await running.isBobIn(call)).toBe(true);
});

test('who was in the call before we rang, and of whom no event tells, is told as having been there', async () => {
  const { api, simulator } = running;
  const call = await running.callWithBob();
  await simulator.addWebhookRule({ type: '*', kind: 'drop', times: 100 });

  const operationId = await api.start(call, { ...bob, invitationTimeoutSeconds: 1 });

  expect((await api.settled(operationId)).outcome).toEqual({
    type: 'added',
    evidence: 'participantList',
    wasThereBefore: true,
  });
});

test('who was in the call before we rang is not removed with the join that an event tells of', async () => {
  const { api, simulator } = running;
  const call = await running.callWithBob();

  const operationId = await running.answeredWhileCancelling(call);
  const view = await api.settled(operationId);
  await simulator.release('cancel');

  expect(view.outcome).toEqual({ type: 'added', evidence: 'event', notRemoved: 'notProvenOurs' });
  expect(await running.isBobIn(call)).toBe(true);
});
