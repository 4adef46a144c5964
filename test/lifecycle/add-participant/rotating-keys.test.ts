import { expect, test } from '@jest/globals';
import { bob, briefly, lifecycle } from '../../support/lifecycle.ts';

const running = lifecycle();

test('a look whose first access key is refused is made with the second, and then the add', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ refusedAccessKeys: [0] });

  await api.inState(await api.start(call, bob), 'ringing');

  const { requests } = await simulator.ledger();
  expect(requests.slice(1).map(({ operation, status }) => [operation, status])).toEqual([
    ['getParticipant', 401],
    ['getParticipant', 404],
    ['addParticipant', 202],
  ]);
});

test('an add whose first access key is refused goes out with the second', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ refusedAccessKeys: [0] });

  const operationId = await api.start(call, { ...bob, lateJoin: 'keep' });
  await api.inState(operationId, 'ringing');
  await simulator.setSwitches({ refusedAccessKeys: [1] });
  await api.cancel(operationId);

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled', how: 'invitationCancelled' });
  const { operations } = (await simulator.ledger()).summary;
  expect(operations.addParticipant).toMatchObject({ arrived: 2, executed: 1 });
  expect(operations.cancelAddParticipant).toMatchObject({ arrived: 2, executed: 1 });
});

test('looks go on with the key that is taken', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addWebhookRule({ type: '*', kind: 'drop', times: 100 });
  const operationId = await api.start(call, { ...bob, ...briefly });
  await api.inState(operationId, 'ringing');
  await simulator.setSwitches({ refusedAccessKeys: [0] });

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'failed', reason: 'notInCall' });
});
