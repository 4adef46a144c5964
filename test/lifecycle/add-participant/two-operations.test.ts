import { expect, test } from '@jest/globals';
import { bob, bobsRawId, lifecycle } from '../../support/lifecycle.ts';

const running = lifecycle();

const soonOver = { ...bob, invitationTimeoutSeconds: 1 };

/** One operation whose events are all lost, and another that rings the same person for longer: who rings is listed. */
async function oneInDoubtBesideOneThatRings({ first }: { readonly first: 'inDoubt' | 'ringing' }) {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ listRinging: true });
  await simulator.addWebhookRule({ type: 'AddParticipantFailed', kind: 'drop' });
  const ring = async () => {
    const operationId = await api.start(call, bob);
    await api.inState(operationId, 'ringing');
    await running.untilListed(operationId);
    return operationId;
  };
  const before = first === 'ringing' ? await ring() : undefined;
  await simulator.addFault({ operation: 'addParticipant', kind: 'hold', at: 'arrival', name: 'soonOver' });
  const inDoubt = await api.start(call, soonOver);
  await simulator.untilHeld('soonOver');
  const ringing = before ?? (await ring());
  await simulator.release('soonOver');
  await api.until(inDoubt, ({ state }) => JSON.stringify(state).includes('inconclusive'));
  const { invitations } = await simulator.ledger();
  const open = invitations.find(({ state }) => state === 'ringing');
  return { call, inDoubt, ringing, invitationId: open?.invitationId ?? '' };
}

test.each([
  ['was started later', 'inDoubt'],
  ['was started earlier', 'ringing'],
] as const)('nobody is told as added who only rings for another operation, which %s', async (_which, first) => {
  const { api, simulator } = running;
  const { inDoubt, ringing, invitationId } = await oneInDoubtBesideOneThatRings({ first });

  await simulator.runOut({ invitationId });

  expect((await api.settled(inDoubt)).outcome).toEqual({
    type: 'failed',
    reason: 'notInCall',
    evidence: 'participantList',
  });
  expect((await api.settled(ringing)).outcome).toMatchObject({ type: 'failed', reason: 'noAnswer' });
});

test('who joined through another operation is in the call, and both are told as added', async () => {
  const { api, simulator } = running;
  const { call, inDoubt, ringing, invitationId } = await oneInDoubtBesideOneThatRings({ first: 'inDoubt' });

  await simulator.answer({ invitationId });

  expect((await api.settled(inDoubt)).outcome).toEqual({ type: 'added', evidence: 'participantList' });
  expect((await api.settled(ringing)).outcome).toMatchObject({ type: 'added', evidence: 'event' });
  const { calls } = await simulator.ledger();
  expect(calls.find(({ callConnectionId }) => callConnectionId === call)?.people).toContain(
    simulator.personHash(bobsRawId),
  );
});

test('who is listed while another operation rings until the last deadline is told as undetermined', async () => {
  const { api } = running;
  const { inDoubt, ringing } = await oneInDoubtBesideOneThatRings({ first: 'inDoubt' });

  expect((await api.settled(inDoubt)).outcome).toEqual({ type: 'undetermined', evidence: 'assumed' });
  await api.cancel(ringing);
  await api.settled(ringing);
});
