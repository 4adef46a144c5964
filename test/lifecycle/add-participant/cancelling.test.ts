import { expect, test } from '@jest/globals';
import { bob, lifecycle } from '../../support/lifecycle.ts';

const running = lifecycle();

test('a cancel that comes before the invitation id is known waits for the id and goes out once', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({ operation: 'addParticipant', kind: 'hold', at: 'afterExecuting', name: 'add' });

  const operationId = await api.start(call, bob);
  await simulator.untilHeld('add');
  const { status } = await api.cancel(operationId);
  const { phase } = await api.until(operationId, ({ cancel }) => cancel?.state === 'waitingForId');
  const sentEarly = (await simulator.ledger()).summary.operations.cancelAddParticipant.arrived;
  await simulator.release('add');

  expect({ status, phase }).toEqual({ status: 202, phase: 'cancelling' });
  expect(sentEarly).toBe(0);
  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled', how: 'invitationCancelled' });
  const { operations } = (await simulator.ledger()).summary;
  expect(operations.addParticipant.executed).toBe(1);
  expect(operations.cancelAddParticipant).toMatchObject({ arrived: 1, executed: 1 });
});

test('two callers who cancel at once make one provider request, and both are told that it is cancelling', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await simulator.addFault({ operation: 'cancelAddParticipant', kind: 'hold', at: 'arrival', name: 'cancel' });

  const answers = await Promise.all([api.cancel(operationId), api.cancel(operationId)]);
  await simulator.untilHeld('cancel');
  await simulator.release('cancel');

  // Both are new where none was answered in time, and both were handed over; without a phase where a look was too slow.
  const [first, second] = answers.map(({ status }) => status);
  expect([
    [200, 202],
    [202, 200],
    [202, 202],
  ]).toContainEqual([first, second]);
  for (const { body } of answers)
    expect({ phase: 'cancelling', ...body }).toMatchObject({ operationId, phase: 'cancelling' });
  await api.settled(operationId);
  expect((await simulator.ledger()).summary.operations.cancelAddParticipant).toMatchObject({ arrived: 1, executed: 1 });
});

test('cancelling an operation that has settled as cancelled is 200 with the view', async () => {
  const { api } = running;
  const operationId = await api.start(await running.call(), bob);
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);
  await api.settled(operationId);

  expect(await api.cancel(operationId)).toMatchObject({ status: 200, body: { outcome: { type: 'cancelled' } } });
});

test('a cancel with an empty body of type JSON is taken', async () => {
  const { api } = running;
  const operationId = await api.start(await running.call(), bob);
  await api.inState(operationId, 'ringing');

  const answer = await api.request('POST', `/v1/operations/${operationId}/cancel`, {
    headers: { 'content-type': 'application/json' },
  });

  expect(answer).toMatchObject({ status: 202, body: { operationId } });
  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled' });
});

test('cancelling an operation that has settled otherwise is 409 with the reason', async () => {
  const { api, simulator } = running;
  await simulator.setSwitches({ person: { onInvite: 'accept' } });
  const operationId = await api.start(await running.call(), bob);
  await api.settled(operationId);

  const answer = await api.cancel(operationId);

  expect(answer).toMatchObject({
    status: 409,
    body: { type: expect.stringContaining('/operation-settled'), operation: { outcome: { type: 'added' } } },
  });
  expect(answer.body['detail']).toContain('added');
});

test('a cancel that the provider refuses is told, and who joins meanwhile stays where the request wants it so', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({
    operation: 'cancelAddParticipant',
    kind: 'respond',
    at: 'beforeExecuting',
    status: 400,
    code: '8523',
    times: 1_000,
  });

  const operationId = await api.start(call, { ...bob, lateJoin: 'keep' });
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);
  const refused = await api.until(operationId, ({ cancel }) => cancel?.state === 'refused');
  await simulator.answer({ callConnectionId: call });

  expect(refused.cancel).toMatchObject({ code: '8523' });
  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event', notRemoved: 'policy' });
});

test('a command that the state cannot take leaves no history', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const operationId = await running.cancelling(call);
  const before = await running.historyLength(operationId);

  await api.cancel(operationId);
  const after = await running.historyLength(operationId);
  await simulator.release('cancel');

  expect(after).toBe(before);
  await api.settled(operationId);
});

test.each(['acs-add-00000000000000000000000000000000', 'nonsense', "acs-add-'%20OR%20''='"])(
  'the unknown operation %s is 404',
  async (operationId) => {
    const { api } = running;

    for (const answer of [await api.get(operationId), await api.cancel(operationId)]) {
      expect(answer).toMatchObject({ status: 404, body: { type: expect.stringContaining('/operation-not-found') } });
    }
  },
);
