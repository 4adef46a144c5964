import { describe, expect, test } from '@jest/globals';
import { alice, errorOf, useBench } from './bench.ts';

const bench = useBench();

describe('adding a participant', () => {
  test('an add is answered 202 with the participant, the context and an invitation id', async () => {
    const response = await bench.add();
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({
      participant: {
        identifier: { kind: 'communicationUser', rawId: alice, communicationUser: { id: alice } },
        isMuted: false,
      },
      operationContext: 'add',
      invitationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('a person who accepts joins, and the add succeeds without telling the invitation id', async () => {
    await bench.control.setSwitches({ person: { onInvite: 'accept' } });
    await bench.added();
    const event = await bench.receiver.until('AddParticipantSucceeded');
    expect(event.data).toMatchObject({
      callConnectionId: bench.callId,
      operationContext: 'add',
      participant: { rawId: alice },
    });
    expect(event.data).not.toHaveProperty('invitationId');
    expect(event.data).not.toHaveProperty('resultInformation');
    const { data } = await bench.receiver.until('ParticipantsUpdated');
    expect(data['participants']).toHaveLength(3);
    const listed = (await (await bench.control.request('GET', bench.path('/participants'))).json()) as {
      value: unknown[];
    };
    expect(listed.value).toHaveLength(3);
  });

  test('a person who only rings makes the add fail with 487/10004 when the invitation runs out', async () => {
    await bench.control.setSwitches({ invitationSecondMs: 10 });
    await bench.added({ invitationTimeoutInSeconds: 2 });
    const { data } = await bench.receiver.until('AddParticipantFailed');
    expect(data.resultInformation).toMatchObject({ code: 487, subCode: 10004 });
  });

  test('a person who declines makes the add fail with 603/0, or with the codes that were set', async () => {
    await bench.control.setSwitches({
      person: { onInvite: 'decline' },
      people: { [alice]: { onInvite: 'decline', code: 486, subCode: 560486 } },
    });
    await bench.added({ participantToAdd: { communicationUser: { id: '8:acs:these-tests_bob' } } });
    expect((await bench.receiver.until('AddParticipantFailed')).data.resultInformation).toMatchObject({
      code: 603,
      subCode: 0,
    });
    await bench.added();
    expect((await bench.receiver.until('AddParticipantFailed', 2)).data.resultInformation).toMatchObject({
      code: 486,
      subCode: 560486,
    });
  });

  test('a person answers, declines or leaves on demand', async () => {
    const { invitationId } = await bench.added();
    await bench.control.answer({ invitationId });
    await bench.receiver.until('AddParticipantSucceeded');
    await bench.control.leave({ callConnectionId: bench.callId, rawId: alice });
    expect((await bench.receiver.until('ParticipantsUpdated', 2)).data['participants']).toHaveLength(2);
    await bench.added();
    await bench.control.decline({ callConnectionId: bench.callId, rawId: alice });
    await bench.receiver.until('AddParticipantFailed');
    await expect(bench.control.answer({ invitationId })).rejects.toThrow('No such person is ringing.');
  });

  test('the operation callback gets the events of the operation, and the call callback those of the call', async () => {
    await bench.control.setSwitches({ person: { onInvite: 'accept' } });
    await bench.added({ operationCallbackUri: bench.receiver.url('/operation?secret=1') });
    await bench.receiver.until('ParticipantsUpdated');
    await bench.receiver.until('AddParticipantSucceeded');
    const went = bench.receiver.deliveries.map(({ path, events }) => [events[0]?.type.split('.')[2], path]);
    expect(Object.fromEntries(went)).toEqual({
      AddParticipantSucceeded: '/operation?secret=1',
      ParticipantsUpdated: '/call',
    });
  });

  test.each([
    [{ participantToAdd: undefined }, 'participantToAdd is required.'],
    [{ invitationTimeoutInSeconds: 181 }, 'invitationTimeoutInSeconds must be a whole number from 0 to 180.'],
    [{ participantToAdd: { phoneNumber: { value: '+14255550123' } } }, 'sourceCallerIdNumber is required.'],
    [
      { participantToAdd: { phoneNumber: { value: '12' } } },
      'participantToAdd.phoneNumber.value must be a phone number in E.164 form.',
    ],
    [{ operationCallbackUri: 'not a url' }, 'The field OperationCallbackUri is invalid.'],
    [{ operationContext: 7 }, 'operationContext must be a string.'],
    [
      { customCallingContext: { voipHeaders: { order: 7 } } },
      'customCallingContext.voipHeaders.order must be a string.',
    ],
  ])('a bad add %j is refused with 400/8523 and rings nobody', async (body, message) => {
    expect(await errorOf(await bench.add(body))).toEqual({ status: 400, code: '8523', message });
    expect((await bench.control.ledger()).invitations).toEqual([]);
  });

  test('fields that the specification does not know are tolerated', async () => {
    const participantToAdd = { kind: 'phoneNumber', phoneNumber: { value: '+14255550123', isAnonymous: false } };
    const sourceCallerIdNumber = { value: '+14255550100' };
    expect((await bench.add({ participantToAdd, sourceCallerIdNumber, somethingNew: { a: 1 } })).status).toBe(202);
  });

  test('an add to a call that is not connected is refused with 400/8501, to an ended one with 404/8522', async () => {
    await bench.control.setCallState(bench.callId, 'connecting');
    expect(await errorOf(await bench.add())).toMatchObject({ status: 400, code: '8501' });
    await bench.control.disconnect(bench.callId);
    expect(await errorOf(await bench.add())).toMatchObject({ status: 404, code: '8522' });
  });

  test.each([
    ['succeededEvent', 'AddParticipantSucceeded', 'accepted'],
    ['failedEvent', 'AddParticipantFailed', 'failed'],
  ] as const)('an add of somebody who is in the call can be told at once: %s', async (answer, type, state) => {
    await bench.control.answer(await bench.added());
    await bench.receiver.until('AddParticipantSucceeded');
    await bench.control.setSwitches({ addPresent: { answer, code: 400, subCode: 8523 } });
    const { invitationId } = await bench.added({ operationContext: 'again' });
    await bench.receiver.until(type, type === 'AddParticipantSucceeded' ? 2 : 1);
    expect(bench.receiver.typesFor('again')).toEqual([type]);
    const { invitations, calls } = await bench.control.ledger();
    expect(invitations.find((one) => one.invitationId === invitationId)?.state).toBe(state);
    expect(calls[0]?.people).toHaveLength(3);
  });

  test('an add of somebody who is in the call rings by default, or can be refused', async () => {
    await bench.control.answer(await bench.added());
    await bench.added();
    expect((await bench.control.ledger()).invitations.map(({ state }) => state)).toEqual(['accepted', 'ringing']);
    await bench.control.setSwitches({ addPresent: { answer: 'refuse', code: 400, subCode: 8523 } });
    expect(await errorOf(await bench.add())).toMatchObject({ status: 400, code: '8523' });
  });

  test('the decline of a phone number can be told as a success, and that of a user cannot', async () => {
    await bench.control.setSwitches({ phoneDeclines: 'succeeded', person: { onInvite: 'decline' } });
    await bench.added();
    await bench.receiver.until('AddParticipantFailed');
    const participantToAdd = { phoneNumber: { value: '+14255550123' } };
    await bench.added({ participantToAdd, sourceCallerIdNumber: { value: '+14255550100' } });
    await bench.receiver.until('AddParticipantSucceeded');
    expect((await bench.receiver.until('ParticipantsUpdated')).data['participants']).toHaveLength(3);
    expect((await bench.control.ledger()).calls[0]?.people).toHaveLength(2);
  });
});
