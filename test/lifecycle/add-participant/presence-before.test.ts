import { expect, test } from '@jest/globals';
import { bob, ownLifecycle } from '../../support/lifecycle.ts';

const running = ownLifecycle();

async function looksBefore(call: string): Promise<number> {
  const { requests } = await running.simulator.ledger();
  return requests.filter(
    ({ operation, callConnectionId }) => operation === 'getParticipant' && callConnectionId === call,
  ).length;
}

const keptForOthers = { type: 'added', evidence: 'event', notRemoved: 'notProvenOurs' };

test('who was in the call before stays, though the event of the join overtakes the answer to the add', async () => {
  const { api, simulator } = running;
  const call = await running.callWithBob();
  await simulator.addFault({ operation: 'addParticipant', kind: 'hold', at: 'afterExecuting', name: 'add' });

  const operationId = await api.start(call, bob);
  await simulator.untilHeld('add');
  await api.cancel(operationId);
  await simulator.answer({ callConnectionId: call });
  const view = await api.settled(operationId);
  await simulator.release('add');

  expect(view.outcome).toEqual(keptForOthers);
  expect(await running.isBobIn(call)).toBe(true);
});

test('a look that is lost with its worker is made again before anything is sent', async () => {
  const { api, simulator, stack } = running;
  const call = await running.callWithBob();
  const before = await looksBefore(call);
  await simulator.addFault({ operation: 'getParticipant', kind: 'hold', at: 'arrival', name: 'look' });

  const operationId = await api.start(call, bob);
  await simulator.untilHeld('look');
  await running.killWorker();
  await simulator.release('look');
  await stack.start('worker');
  await api.inState(operationId, 'ringing');
  await simulator.addFault({
    operation: 'cancelAddParticipant',
    kind: 'hold',
    at: 'arrival',
    times: 9,
    name: 'cancel',
  });
  await api.cancel(operationId);
  await simulator.untilHeld('cancel');
  await simulator.answer({ callConnectionId: call });
  const view = await api.settled(operationId);
  await simulator.release('cancel');

  expect(view.outcome).toEqual(keptForOthers);
  expect(await running.isBobIn(call)).toBe(true);
  expect((await looksBefore(call)) - before).toBe(2);
});

test('an add waits two seconds for a look that is not answered, and goes out without it', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({ operation: 'getParticipant', kind: 'hold', at: 'arrival', times: 9, name: 'look' });

  // A request may take 20 s here.
  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await simulator.release('look');

  const { requests } = await simulator.ledger();
  const arrivedAt = (name: string) => Date.parse(requests.find(({ operation }) => operation === name)?.at ?? '');
  expect(arrivedAt('addParticipant') - arrivedAt('getParticipant')).toBeLessThan(15_000);
  expect(await looksBefore(call)).toBe(1);
});

test('where nobody knows who was in the call before, nobody is removed, whatever an event tells', async () => {
  const { api, simulator } = running;
  const call = await running.callWithBob();
  await simulator.addFault({ operation: 'getParticipant', kind: 'respond', at: 'arrival', status: 503, times: 9 });

  const operationId = await running.answeredWhileCancelling(call);
  const view = await api.settled(operationId);
  await simulator.release('cancel');

  expect(view.outcome).toEqual(keptForOthers);
  expect(await running.isBobIn(call)).toBe(true);
  expect((await simulator.ledger()).summary.operations.removeParticipant.arrived).toBe(0);
});

test('an operation that is cancelled while it looks is never sent', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({ operation: 'getParticipant', kind: 'hold', at: 'arrival', name: 'look' });

  const operationId = await api.start(call, bob);
  await simulator.untilHeld('look');
  await api.cancel(operationId);
  const view = await api.settled(operationId);
  await simulator.release('look');

  expect(view.outcome).toMatchObject({ type: 'cancelled', how: 'neverSent' });
  expect((await simulator.ledger()).summary.operations.addParticipant.arrived).toBe(0);
});
