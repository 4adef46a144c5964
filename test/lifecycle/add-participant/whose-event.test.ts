import { describe, expect, test } from '@jest/globals';
import { bob, bobsRawId, briefly, lifecycle } from '../../support/lifecycle.ts';

const running = lifecycle();

async function ringing(call: string, request: object = bob): Promise<string> {
  const operationId = await running.startWith(call, undefined, request as typeof bob);
  await running.api.inState(operationId, 'ringing');
  await running.untilListed(operationId);
  return operationId;
}

describe.each([
  ['its own context', 'own'],
  ['the context of the add', 'add'],
  ['no context', 'none'],
] as const)('where the event of a cancel bears %s', (_whose, cancelSucceededContext) => {
  test('a cancelled invitation is told as cancelled as soon as the event is there', async () => {
    const { api, simulator } = running;
    await simulator.setSwitches({ cancelSucceededContext });
    const operationId = await ringing(await running.call());

    await api.cancel(operationId);

    expect(await api.settled(operationId)).toMatchObject({
      outcome: { type: 'cancelled', how: 'invitationCancelled', evidence: 'event' },
      cancel: { state: 'confirmed' },
    });
  });

  test.each([
    [487, 5234],
    [200, 5300],
    [603, 0],
  ])('a failure with %i/%i that follows is no other end', async (code, subCode) => {
    const { api, simulator } = running;
    const cancelledAddResult = { code, subCode, message: 'addParticipants failed for participant' };
    await simulator.setSwitches({ cancelSucceededContext, addFailedOnCancel: 'after', cancelledAddResult });
    const operationId = await ringing(await running.call());

    await api.cancel(operationId);

    expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled', how: 'invitationCancelled' });
  });
});

test('what a later version says in the event of a cancel stands in the outcome', async () => {
  const { api, simulator } = running;
  await simulator.setSwitches({ resultsOfSuccesses: true });
  const operationId = await ringing(await running.call());

  await api.cancel(operationId);

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled', code: '487', subCode: '5234' });
});

test('an invitation that somebody else has cancelled is told as failed, not as cancelled by us', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const operationId = await ringing(call);
  const { invitations } = await simulator.ledger();
  const ours = invitations.find((invitation) => invitation.callConnectionId === call);

  await simulator.request('POST', `/calling/callConnections/${call}/participants:cancelAddParticipant`, {
    invitationId: ours?.invitationId,
    operationCallbackUri: running.stack.callbackUri,
  });

  expect((await api.settled(operationId)).outcome).toMatchObject({
    type: 'failed',
    reason: 'cancelled',
    evidence: 'event',
  });
  expect(await api.view(operationId)).not.toHaveProperty('cancel');
});

describe('where the events of an add name nobody but the participant', () => {
  test('a join is told as added at once', async () => {
    const { api, simulator } = running;
    await simulator.setSwitches({ addEventContext: 'none' });
    const call = await running.call();
    const operationId = await ringing(call);

    await simulator.answer({ callConnectionId: call });

    expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
  });

  test('a join of somebody else is none of ours', async () => {
    const { api, simulator } = running;
    await simulator.setSwitches({ addEventContext: 'none' });
    const call = await running.call();
    const operationId = await ringing(call);
    const alice = { ...bob, participant: { kind: 'communicationUser', id: '8:acs:simulated-resource_alice' } };
    const other = await ringing(call, alice);

    await simulator.answer({ callConnectionId: call, rawId: alice.participant.id });

    expect((await api.settled(other)).outcome).toEqual({ type: 'added', evidence: 'event' });
    expect(await api.view(operationId)).toMatchObject({ phase: 'pending' });
    await api.cancel(operationId);
    await api.settled(operationId);
  });

  test('a join although we cancelled is undone', async () => {
    const { api, simulator } = running;
    await simulator.setSwitches({ addEventContext: 'none' });
    const call = await running.call();
    const operationId = await running.cancellingWithLongGrace(call);
    await running.untilListed(operationId);

    await simulator.answer({ callConnectionId: call });
    const view = await api.settled(operationId);
    await simulator.release('cancel');

    expect(view.outcome).toMatchObject({ type: 'cancelled', how: 'removedAfterJoining' });
    const { calls } = await simulator.ledger();
    const people = calls.find(({ callConnectionId }) => callConnectionId === call)?.people;
    expect(people).not.toContain(simulator.personHash(bobsRawId));
  });

  test('a failure may be that of another ringing: a look at the invitation end tells, with the words of the event', async () => {
    const { api, simulator } = running;
    await simulator.setSwitches({ addEventContext: 'none' });
    const call = await running.call();
    const operationId = await api.start(call, { ...bob, ...briefly });
    await api.inState(operationId, 'ringing');
    await running.untilListed(operationId);

    await simulator.decline({ callConnectionId: call });

    expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'failed', reason: 'declined', code: '603' });
  });
});

describe('where the call is written in capitals in the request, and in small letters in events', () => {
  test('a join is that of the operation', async () => {
    const { api, simulator } = running;
    const call = await running.call();
    const operationId = await ringing(call.toUpperCase());

    await simulator.answer({ callConnectionId: call });

    expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
  });

  test('the end of the call is that of the operation', async () => {
    const { api, simulator } = running;
    const call = await running.call();
    const operationId = await ringing(call.toUpperCase());

    await simulator.disconnect(call);

    expect((await api.settled(operationId)).outcome).toEqual({ type: 'callEnded', evidence: 'event' });
  });
});
