import { expect, test } from '@jest/globals';
import { alice, useBench } from './bench.ts';

const bench = useBench();

/** Of Alice, without the people that every call begins with. */
async function staysOfAlice() {
  const { stays } = await bench.control.ledger();
  return stays.filter(({ person }) => person === bench.control.personHash(alice));
}

test('the ledger tells when somebody joined and by which invitation, and when they left', async () => {
  const { invitationId } = await bench.added();
  const [before] = (await bench.control.ledger()).invitations;
  await bench.control.answer({ invitationId });
  const [staying] = await staysOfAlice();
  await bench.control.leave({ callConnectionId: bench.callId, rawId: alice });
  const [left] = await staysOfAlice();
  const [after] = (await bench.control.ledger()).invitations;

  expect(before).toMatchObject({ state: 'ringing', endedAt: null });
  expect(after).toMatchObject({ state: 'accepted', endedAt: expect.any(String) });
  expect(staying).toMatchObject({ callConnectionId: bench.callId, invitationId, leftAt: null });
  expect(left).toEqual({ ...staying, leftAt: expect.any(String) });
});

test('who is removed has left, and who was there when the call was created came by no invitation', async () => {
  const { stays } = await bench.control.ledger();
  const { invitationId } = await bench.added();
  await bench.control.answer({ invitationId });
  const participantToRemove = { communicationUser: { id: alice } };
  await bench.control.request('POST', bench.path('/participants:remove'), { participantToRemove });

  expect(stays).toMatchObject([{ invitationId: null, leftAt: null }]);
  expect(await staysOfAlice()).toMatchObject([{ invitationId, leftAt: expect.any(String) }]);
});

test('the end of a call ends every stay and every ringing in it, at one moment', async () => {
  await bench.added();
  await bench.control.disconnect(bench.callId);
  const { calls, stays, invitations } = await bench.control.ledger();
  const endedAt = calls[0]?.endedAt;

  expect(endedAt).toEqual(expect.any(String));
  expect(stays).toMatchObject([{ leftAt: expect.any(String) }]);
  expect(invitations).toMatchObject([{ state: 'callEnded', endedAt }]);
});

test('a cancelled invitation rings no more from when the cancel took effect', async () => {
  const { invitationId } = await bench.added();
  await bench.cancel(invitationId);
  expect((await bench.control.ledger()).invitations).toMatchObject([
    { state: 'cancelled', endedAt: expect.any(String) },
  ]);
});
