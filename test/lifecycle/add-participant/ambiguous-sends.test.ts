import { describe, expect, test } from '@jest/globals';
import { bob, bobsRawId, briefly, ownLifecycle } from '../../support/lifecycle.ts';
import { SOON_GIVEN_UP } from '../../support/stack-settings.ts';

/**
 * So short that the window passes while the answers of an add are lost, and long enough for an attempt to leave within
 * it: a pair counts whole seconds.
 */
const running = ownLifecycle({
  ...SOON_GIVEN_UP,
  DURABLE_CALLS_PAIR_WINDOW_MS: '3000',
  DURABLE_CALLS_BACK_OFF_MS: '50',
});

const eventsAreLost = () => running.simulator.addWebhookRule({ type: '*', kind: 'drop', times: 1_000 });
const bobWill = (onInvite: 'accept' | 'ring') =>
  running.simulator.setSwitches({ people: { [bobsRawId]: { onInvite } } });

async function addContexts(): Promise<(string | null)[]> {
  const { invitations } = await running.simulator.ledger();
  return invitations.map(({ operationContext }) => operationContext);
}

describe('an add that was executed, and whose answers are lost until its window has passed', () => {
  const answersAreLost = () =>
    running.simulator.addFault({ operation: 'addParticipant', kind: 'reset', at: 'afterExecuting', times: 1_000 });

  test('is settled by its event', async () => {
    const { api, simulator } = running;
    const call = await running.call();
    await answersAreLost();

    const operationId = await api.start(call, bob);
    await api.inState(operationId, 'ringing');
    await simulator.answer({ callConnectionId: call });

    expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
    expect(await simulator.executed('addParticipant')).toBe(1);
  });

  test('is found by a look where somebody joined', async () => {
    const { api, simulator } = running;
    const call = await running.call();
    await Promise.all([answersAreLost(), eventsAreLost(), bobWill('accept')]);

    const operationId = await api.start(call, { ...bob, invitationTimeoutSeconds: 1 });

    expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'participantList' });
    expect(await simulator.executed('addParticipant')).toBe(1);
  });

  test('rings nobody again once its notAfter has passed', async () => {
    const { api, simulator } = running;
    const call = await running.call();
    await Promise.all([answersAreLost(), eventsAreLost()]);

    const notAfter = new Date(Date.now() + 12_000).toISOString();
    // A pair counts whole seconds, so that its window may be over a second early: the look still comes after notAfter.
    const operationId = await api.start(call, { ...bob, invitationTimeoutSeconds: 12, notAfter });

    expect((await api.settled(operationId)).outcome).toEqual({
      type: 'failed',
      reason: 'notInCall',
      evidence: 'participantList',
    });
    expect(await simulator.executed('addParticipant')).toBe(1);
  });

  test('cannot be cancelled, and does not wait for its invitation id for ever', async () => {
    const { api } = running;
    const call = await running.call();
    await Promise.all([answersAreLost(), eventsAreLost()]);

    const operationId = await api.start(call, { ...bob, ...briefly });
    await api.inState(operationId, 'ringing');
    await api.cancel(operationId);

    expect(await api.settled(operationId)).toMatchObject({
      outcome: { type: 'failed', reason: 'notInCall' },
      cancel: { state: 'notPossible' },
    });
  });
});

test('an add that never reached the provider is sent under a new pair after the invitation end', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addFault({ operation: 'addParticipant', kind: 'noAnswer', at: 'arrival' });
  await simulator.addFault({ operation: 'addParticipant', kind: 'reset', at: 'arrival', times: 1_000 });

  const operationId = await api.start(call, { ...bob, invitationTimeoutSeconds: 1 });
  // Its pair's window is over before it is given up.
  await simulator.untilRequests('arrived', 'addParticipant');
  await bobWill('accept');
  await simulator.clearFaults();
  await simulator.untilRequests('executed', 'addParticipant');

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
  const [context, ...others] = await addContexts();
  expect(others).toEqual([]);
  expect(context).toMatch(`${operationId}:add:`);
  expect(context).not.toBe(`${operationId}:add:1`);
});
