import { expect, test } from '@jest/globals';
import type { FaultWish } from '../../../simulator/control-client.ts';
import { bob, lifecycle } from '../../support/lifecycle.ts';

const running = lifecycle();

const refusing = (fault: Partial<FaultWish>): FaultWish => ({
  operation: 'addParticipant',
  kind: 'respond',
  at: 'beforeExecuting',
  ...fault,
});

async function addPairs(): Promise<number> {
  const { requests } = await running.simulator.ledger();
  const adds = requests.filter(({ operation }) => operation === 'addParticipant');
  return new Set(adds.map(({ repeatabilityRequestId }) => repeatabilityRequestId)).size;
}

const soon = (ms: number) => new Date(Date.now() + ms).toISOString();

test('an add that meets another action on the call is sent again under a new pair', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault(refusing({ status: 409, code: '8519' }));

  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await simulator.answer({ callConnectionId: call });

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
  expect(await addPairs()).toBe(2);
});

test.each(['unknown', 'transferring', 'disconnecting'] as const)(
  'an add to a call that says %s waits until it is established',
  async (state) => {
    const { api, simulator } = running;
    const call = await running.call();
    await simulator.setCallState(call, state);

    const operationId = await api.start(call, bob);
    await simulator.untilRequests('arrived', 'addParticipant', 2);
    await simulator.setCallState(call, 'connected');
    await api.inState(operationId, 'ringing');
    await simulator.answer({ callConnectionId: call });

    expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
  },
);

test('an add to a call that is being established waits until it is', async () => {
  const { api, simulator } = running;
  await simulator.setSwitches({ connectAfterMs: null });
  const call = await running.call();

  const operationId = await api.start(call, bob);
  await simulator.untilRequests('arrived', 'addParticipant', 2);
  await simulator.connect(call);
  await api.inState(operationId, 'ringing');
  await simulator.answer({ callConnectionId: call });

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
});

test('an add to a call that never becomes established fails at its notAfter, which is no fault of the request', async () => {
  const { api, simulator } = running;
  await simulator.setSwitches({ connectAfterMs: null });
  const call = await running.call();

  const operationId = await api.start(call, { ...bob, notAfter: soon(12_000) });

  expect((await api.settled(operationId)).outcome).toMatchObject({
    type: 'failed',
    reason: 'callNotEstablished',
    evidence: 'response',
    code: '400',
    subCode: '8501',
  });
});

test('an add whose credentials are refused until its notAfter settles as failed: credentials, and rang nobody', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ refusedAccessKeys: [0, 1] });

  const operationId = await api.start(call, { ...bob, notAfter: soon(12_000) });

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'failed', reason: 'credentials' });
  expect(await simulator.executed('addParticipant')).toBe(0);
});

test('an add goes out once its credentials are taken again', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ refusedAccessKeys: [0, 1] });

  const operationId = await api.start(call, bob);
  await simulator.untilRequests('refused', 'addParticipant', 2);
  await simulator.setSwitches({ refusedAccessKeys: [] });
  await api.inState(operationId, 'ringing');
  await simulator.answer({ callConnectionId: call });

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
});

test('a clock that is wrong is told as clockSkew after three pairs', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ clockOffsetMs: 10 * 60_000 });

  const operationId = await api.start(call, bob);

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'failed', reason: 'clockSkew' });
  expect(await addPairs()).toBe(3);
});

test('an add that is throttled for longer than it may ring settles as failed: throttled', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault(refusing({ status: 429, retryAfter: '30', at: 'arrival', times: 100 }));

  const operationId = await api.start(call, { ...bob, notAfter: soon(12_000) });

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'failed', reason: 'throttled' });
  expect(await simulator.executed('addParticipant')).toBe(0);
});

test.each([501, 505])('an add that is answered %i is not repeated', async (status) => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault(refusing({ status }));

  const operationId = await api.start(call, bob);

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'failed', code: String(status) });
  expect((await simulator.ledger()).summary.operations.addParticipant.arrived).toBe(1);
});

test('an add that is cancelled while it waits for another attempt is never sent', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault(refusing({ status: 429, retryAfter: '30', at: 'arrival' }));

  const operationId = await api.start(call, bob);
  await api.until(operationId, ({ state }) => JSON.stringify(state).includes('backingOff'));
  await api.cancel(operationId);

  expect(await api.settled(operationId)).toMatchObject({
    outcome: { type: 'cancelled', how: 'neverSent' },
    cancel: { state: 'notPossible' },
  });
  expect(await simulator.executed('addParticipant')).toBe(0);
});
