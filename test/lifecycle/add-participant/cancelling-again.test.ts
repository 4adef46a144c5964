import { expect, test } from '@jest/globals';
import { bob, lifecycle } from '../../support/lifecycle.ts';

const running = lifecycle();

const AN_HOUR_MS = 3_600_000;

async function cancelPairs(): Promise<Set<string | null>> {
  const { requests } = await running.simulator.ledger();
  const cancels = requests.filter(({ operation }) => operation === 'cancelAddParticipant');
  return new Set(cancels.map(({ repeatabilityRequestId }) => repeatabilityRequestId));
}

test.each([
  ['told as a failure', { answer: 'failedEvent', code: 400, subCode: 8523 }],
  ['refused', { answer: 'refuse', code: 400, subCode: 8523 }],
] as const)('a cancel that comes too early, and is %s, is asked for again under a new pair', async (_name, answer) => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ cancelTooEarlyMs: AN_HOUR_MS, cancelTooEarly: answer });

  const operationId = await running.startWith(call);
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);
  await simulator.untilRequests('arrived', 'cancelAddParticipant', 2);
  await simulator.setSwitches({ cancelTooEarlyMs: 0 });

  expect(await api.settled(operationId)).toMatchObject({
    outcome: { type: 'cancelled', how: 'invitationCancelled', evidence: 'event' },
    cancel: { state: 'confirmed' },
  });
  expect((await api.view(operationId)).cancel).not.toHaveProperty('code');
  expect((await cancelPairs()).size).toBeGreaterThan(1);
});

test.each([
  ['400', { status: 400, code: '8500' }],
  ['401', { status: 401, code: '7509' }],
  ['403', { status: 403, code: '510403' }],
])(
  'a cancel that was lost, and whose repeat is answered %s, is asked for again under a new pair',
  async (_name, no) => {
    const { api, simulator } = running;
    const call = await running.call();
    const operation = 'cancelAddParticipant';
    await simulator.addFault(
      { operation, kind: 'reset', at: 'beforeExecuting' },
      { operation, kind: 'respond', at: 'beforeExecuting', ...no },
    );

    const operationId = await running.startWith(call);
    await api.inState(operationId, 'ringing');
    await api.cancel(operationId);

    expect(await api.settled(operationId)).toMatchObject({
      outcome: { type: 'cancelled', how: 'invitationCancelled', evidence: 'event' },
      cancel: { state: 'confirmed' },
    });
    expect((await cancelPairs()).size).toBe(2);
  },
);

test('a cancel that is always refused ends with the invitation, and is told as refused', async () => {
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

  // No third one is out when the invitation ends.
  const operationId = await running.startWith(call, { backOffMs: 5_000 });
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);
  await simulator.untilRequests('arrived', 'cancelAddParticipant', 2);
  await api.until(operationId, ({ state }) => JSON.stringify(state).includes('"cancellation":"refused"'));
  await simulator.runOut({ callConnectionId: call });

  expect(await api.settled(operationId)).toMatchObject({
    outcome: { type: 'failed', reason: 'noAnswer', evidence: 'event' },
    cancel: { state: 'refused', code: '8523' },
  });
});

test.each([
  [404, '8522'],
  [400, '8528'],
])(
  'a cancel that is answered %i/%s asks for the call, and settles as callEnded where it has ended',
  async (status, code) => {
    const { api, simulator } = running;
    const call = await running.call();
    await simulator.addWebhookRule({ type: 'CallDisconnected', kind: 'drop' });
    await simulator.setSwitches({ endedCallAnswer: { status, code } });

    const operationId = await api.start(call, bob);
    await api.inState(operationId, 'ringing');
    await simulator.disconnect(call);
    await api.cancel(operationId);

    expect((await api.settled(operationId)).outcome).toEqual({ type: 'callEnded', evidence: 'callState' });
  },
);

test('a 404 to a cancel proves nothing where the call goes on: the cancel is asked for again', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({
    operation: 'cancelAddParticipant',
    kind: 'respond',
    at: 'beforeExecuting',
    status: 404,
    code: '8522',
  });

  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled', how: 'invitationCancelled' });
  expect((await cancelPairs()).size).toBe(2);
});

test('the word of a cancel that was asked for earlier counts', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addWebhookRule({ type: 'CancelAddParticipantSucceeded', kind: 'hold', name: 'confirmation' });
  // Executed, and yet answered with a clear no, as a provider must not do: the second cancel finds the invitation gone.
  await simulator.addFault({
    operation: 'cancelAddParticipant',
    kind: 'respond',
    at: 'afterExecuting',
    status: 400,
    code: '8523',
  });

  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);
  await simulator.untilRequests('arrived', 'cancelAddParticipant', 2);
  await simulator.untilHeld('confirmation');
  await simulator.release('confirmation');

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled', how: 'invitationCancelled' });
});

test('a request to cancel the workflow itself cancels the invitation', async () => {
  const { api, temporal } = running;
  const call = await running.call();
  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');

  await temporal.workflow.getHandle(operationId).cancel();

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled', how: 'invitationCancelled' });
});
