import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { errorOf, useBench } from './bench.ts';

const bench = useBench();

async function stateOf(invitationId: string): Promise<string | undefined> {
  return (await bench.control.ledger()).invitations.find((invitation) => invitation.invitationId === invitationId)
    ?.state;
}

describe('cancelling an add', () => {
  test('a cancel of an open invitation is answered 202 and told with its own context and the invitation id', async () => {
    const { invitationId } = await bench.added();
    const response = await bench.cancel(invitationId);
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ invitationId, operationContext: 'cancel' });
    const { data } = await bench.receiver.until('CancelAddParticipantSucceeded');
    expect(data).toMatchObject({ callConnectionId: bench.callId, operationContext: 'cancel', invitationId });
    expect(data).not.toHaveProperty('resultInformation');
    expect(data).not.toHaveProperty('participant');
    expect(await stateOf(invitationId)).toBe('cancelled');
  });

  test.each([
    ['after', ['CancelAddParticipantSucceeded', 'AddParticipantFailed']],
    ['before', ['AddParticipantFailed', 'CancelAddParticipantSucceeded']],
    ['never', ['CancelAddParticipantSucceeded']],
  ] as const)(
    'AddParticipantFailed of the cancelled add comes %s, with 487/5234 and the context of the add',
    async (order, types) => {
      await bench.control.setSwitches({ addFailedOnCancel: order });
      const { invitationId } = await bench.added();
      await bench.cancel(invitationId);
      await bench.untilAllIsTold();
      const ofCall = bench.receiver.events().filter(({ data }) => data['callConnectionId'] === bench.callId);
      expect(ofCall.map(({ type }) => type.split('.')[2])).toEqual(types);
      for (const { data } of bench.receiver.events('AddParticipantFailed')) {
        expect(data).toMatchObject({ operationContext: 'add', resultInformation: { code: 487, subCode: 5234 } });
      }
    },
  );

  test('the code pair of the cancelled add is a switch', async () => {
    await bench.control.setSwitches({
      addFailedOnCancel: 'after',
      cancelledAddResult: { code: 400, subCode: 8542 },
    });
    await bench.cancel((await bench.added()).invitationId);
    const { data } = await bench.receiver.until('AddParticipantFailed');
    expect(data.resultInformation).toMatchObject({ code: 400, subCode: 8542 });
  });

  test.each([
    ['own', 'cancel'],
    ['add', 'add'],
    ['none', undefined],
  ] as const)('whose context the event of a cancel bears is a switch: %s', async (cancelSucceededContext, context) => {
    await bench.control.setSwitches({ cancelSucceededContext });
    const { invitationId } = await bench.added();
    await bench.cancel(invitationId);
    const { data } = await bench.receiver.until('CancelAddParticipantSucceeded');
    expect(data).toMatchObject({ invitationId });
    expect(data['operationContext']).toBe(context);
  });

  test('in later versions the event of a cancel says how the add failed', async () => {
    await bench.control.setSwitches({ resultsOfSuccesses: true });
    await bench.cancel((await bench.added()).invitationId);
    const { data } = await bench.receiver.until('CancelAddParticipantSucceeded');
    expect(data.resultInformation).toMatchObject({ code: 487, subCode: 5234 });
  });

  test('a cancel that comes after the person accepted is answered 202 and then told as failed', async () => {
    const { invitationId } = await bench.added();
    await bench.control.answer({ invitationId });
    expect((await bench.cancel(invitationId)).status).toBe(202);
    const { data } = await bench.receiver.until('CancelAddParticipantFailed');
    expect(data).toMatchObject({
      operationContext: 'cancel',
      invitationId,
      resultInformation: { code: 400, subCode: 8523 },
    });
    expect(await stateOf(invitationId)).toBe('accepted');
  });

  test('a cancel that is too late, repeated, or of an unknown invitation is refused at once where the switches say so', async () => {
    const refuse = { answer: 'refuse', code: 404, subCode: 8522 } as const;
    await bench.control.setSwitches({
      cancelTooLate: refuse,
      cancelTwice: { answer: 'refuse', code: 409, subCode: 8519 },
      cancelUnknownInvitation: refuse,
    });
    const first = await bench.added();
    await bench.control.decline({ invitationId: first.invitationId });
    expect(await errorOf(await bench.cancel(first.invitationId))).toMatchObject({ status: 404, code: '8522' });
    expect(await errorOf(await bench.cancel(randomUUID()))).toMatchObject({ status: 404, code: '8522' });
    const second = await bench.added();
    await bench.cancel(second.invitationId);
    expect(await errorOf(await bench.cancel(second.invitationId))).toMatchObject({ status: 409, code: '8519' });
  });

  test('a person who answers while the cancel is under way joins, and the cancel is told as failed', async () => {
    await bench.control.setSwitches({ person: { onInvite: 'accept', afterMs: 200 }, cancelTakesMs: 1_000 });
    await bench.cancel((await bench.added()).invitationId);
    await bench.receiver.until('AddParticipantSucceeded');
    await bench.receiver.until('CancelAddParticipantFailed');
    expect(bench.receiver.events('AddParticipantSucceeded')).toHaveLength(1);
    expect(bench.receiver.events('CancelAddParticipantSucceeded')).toHaveLength(0);
  });

  test('a cancel right after the add is answered as the switch for early cancels says', async () => {
    await bench.control.setSwitches({
      cancelTooEarlyMs: 60_000,
      cancelTooEarly: { answer: 'refuse', code: 400, subCode: 8585 },
    });
    const { invitationId } = await bench.added();
    expect(await errorOf(await bench.cancel(invitationId))).toMatchObject({ status: 400, code: '8585' });
    expect(await stateOf(invitationId)).toBe('ringing');
  });

  test('a cancel without an invitation id is refused with 400/8523', async () => {
    expect(await errorOf(await bench.cancel(''))).toMatchObject({ status: 400, code: '8523' });
  });

  test('the operation callback of the cancel gets the cancel, that of the add gets the end of the add', async () => {
    await bench.control.setSwitches({ addFailedOnCancel: 'after' });
    const { invitationId } = await bench.added({ operationCallbackUri: bench.receiver.url('/add') });
    await bench.cancel(invitationId, { operationCallbackUri: bench.receiver.url('/cancel') });
    await bench.receiver.until('AddParticipantFailed');
    await bench.receiver.until('CancelAddParticipantSucceeded');
    const went = bench.receiver.deliveries.map(({ path, events }) => [path, events[0]?.type.split('.')[2]]);
    expect(Object.fromEntries(went)).toEqual({
      '/add': 'AddParticipantFailed',
      '/cancel': 'CancelAddParticipantSucceeded',
    });
  });
});
