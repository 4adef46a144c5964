import { describe, expect, test } from '@jest/globals';
import type { FaultWish } from '../../../simulator/control-client.ts';
import { bob, briefly, ownLifecycle } from '../../support/lifecycle.ts';
import { SOON_GIVEN_UP } from '../../support/stack-settings.ts';

const running = ownLifecycle(SOON_GIVEN_UP);

type Moment = Extract<FaultWish['at'], string>;

async function pairsOf(operation: string): Promise<(string | null)[]> {
  const { requests } = await running.simulator.ledger();
  return requests
    .filter((request) => request.operation === operation)
    .map(({ repeatabilityRequestId }) => repeatabilityRequestId);
}

describe.each(['addParticipant', 'cancelAddParticipant'] as const)('%s', (operation) => {
  test.each<[string, Partial<FaultWish> & Pick<FaultWish, 'kind'>, Moment]>([
    ['a connection reset before it was executed', { kind: 'reset' }, 'beforeExecuting'],
    ['a connection reset after it was executed', { kind: 'reset' }, 'afterExecuting'],
    ['a 503 before it was executed', { kind: 'respond', status: 503 }, 'beforeExecuting'],
    ['a 500 after it was executed', { kind: 'respond', status: 500 }, 'afterExecuting'],
    ['a 429', { kind: 'respond', status: 429, retryAfter: '0.2' }, 'arrival'],
  ])('is sent again under the same pair after %s, and executed once', async (_name, fault, at) => {
    const { api, simulator } = running;
    const call = await running.call();
    // Whoever is slow to cancel still finds the invitation.
    await simulator.setSwitches({ invitationSecondMs: 10_000 });
    await simulator.addFault({ operation, at, ...fault });
    await simulator.addWebhookRule({ type: 'CancelAddParticipantSucceeded', kind: 'hold', name: 'confirmation' });

    // An add that may have been executed twice is settled at the invitation end.
    const invitationTimeoutSeconds = operation === 'addParticipant' ? 10 : 60;
    const operationId = await api.start(call, { ...bob, invitationTimeoutSeconds });
    await api.inState(operationId, 'ringing');
    await api.cancel(operationId);
    await simulator.untilRequests('arrived', operation, 2);
    await simulator.untilHeld('confirmation');
    await simulator.release('confirmation');

    const { outcome } = await api.settled(operationId, 40_000);
    expect(outcome).toMatchObject({ type: 'cancelled', how: 'invitationCancelled' });
    expect(await simulator.executed(operation)).toBe(1);
    expect(new Set(await pairsOf(operation)).size).toBe(1);
  });
});

test('an add that the provider leaves unanswered is given up and sent again under the same pair', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({ operation: 'addParticipant', kind: 'noAnswer', at: 'afterExecuting' });

  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await simulator.answer({ callConnectionId: call });

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
  expect((await simulator.ledger()).summary.operations.addParticipant).toMatchObject({ executed: 1 });
  expect(new Set(await pairsOf('addParticipant')).size).toBe(1);
});

test('without an invitation id a cancel is not possible, and is told so; the event still decides', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({ operation: 'addParticipant', kind: 'emptyBody', at: 'afterExecuting' });

  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);
  const { cancel } = await api.until(operationId, (view) => view.cancel !== undefined);
  await simulator.answer({ callConnectionId: call });
  const view = await api.settled(operationId);

  expect(cancel).toMatchObject({ state: 'notPossible' });
  expect(view).toMatchObject({
    outcome: { type: 'cancelled', how: 'removedAfterJoining' },
    cancel: { state: 'notPossible' },
  });
  expect((await simulator.ledger()).summary.operations.cancelAddParticipant.arrived).toBe(0);
});

test('after a cancel, an add that was not answered is made once more at most: nobody is rung long after it', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const fault = { operation: 'addParticipant', kind: 'respond', at: 'arrival', status: 503, times: 1_000 } as const;
  await simulator.addFault(fault);

  const operationId = await running.startWith(call, { backOffMs: 60_000 }, { ...bob, invitationTimeoutSeconds: 2 });
  await api.until(operationId, ({ state }) => JSON.stringify(state).includes('backingOff'));
  await api.cancel(operationId);
  await api.inState(operationId, 'ringing');
  await simulator.clearFaults();

  expect(await api.settled(operationId)).toMatchObject({
    outcome: { type: 'failed', reason: 'notInCall' },
    cancel: { state: 'notPossible' },
  });
  expect((await simulator.ledger()).summary.operations.addParticipant).toMatchObject({ arrived: 2, executed: 0 });
});

test('an add that is lost while it is being cancelled is made once more, and is cancelled by its invitation id', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const operation = 'addParticipant';
  await simulator.addFault(
    { operation, kind: 'hold', at: 'arrival', name: 'add' },
    { operation, kind: 'reset', at: 'beforeExecuting' },
  );

  const operationId = await running.startWith(call, { backOffMs: 60_000 }, { ...bob, ...briefly });
  await simulator.untilHeld('add');
  await api.cancel(operationId);
  await simulator.release('add');

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled', how: 'invitationCancelled' });
  expect(await simulator.executed(operation)).toBe(1);
});

test('after a cancel, an add that was not answered is made once more at once, and is cancelled by its invitation id', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({ operation: 'addParticipant', kind: 'respond', at: 'arrival', status: 503 });

  const operationId = await running.startWith(call, { backOffMs: 60_000 }, { ...bob, ...briefly });
  await api.until(operationId, ({ state }) => JSON.stringify(state).includes('backingOff'));
  await api.cancel(operationId);

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled', how: 'invitationCancelled' });
  expect(await simulator.executed('addParticipant')).toBe(1);
});
