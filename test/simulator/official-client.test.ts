import { describe, expect, test } from '@jest/globals';
import { CallAutomationClient } from '@azure/communication-call-automation';
import { accessKey, alice, pair, useBench } from './bench.ts';

const bench = useBench();
const user = { communicationUserId: alice };

function client(more: { sourceIdentity?: typeof user } = {}): CallAutomationClient {
  const options = { apiVersion: '2023-10-15', allowInsecureConnection: true, retryOptions: { maxRetries: 0 }, ...more };
  return new CallAutomationClient(`endpoint=${bench.control.baseUrl}/;accesskey=${accessKey}`, options);
}

describe("the vendor's client", () => {
  test('creates a call and reads its properties', async () => {
    const { callConnection, callConnectionProperties } = await client().createCall(
      { targetParticipant: user },
      bench.receiver.url('/call'),
    );
    expect(callConnectionProperties).toMatchObject({ callConnectionState: 'connecting', targetParticipants: [user] });
    const read = await callConnection.getCallConnectionProperties();
    expect(read).toMatchObject({
      callConnectionId: callConnectionProperties.callConnectionId,
      callConnectionState: 'connected',
    });
    await callConnection.hangUp(true);
    await bench.receiver.until('CallDisconnected');
  });

  test('creates a call in the name of an identity of its own', async () => {
    const sourceIdentity = { communicationUserId: '8:acs:these-tests_the-application' };
    const { callConnectionProperties } = await client({ sourceIdentity }).createCall(
      { targetParticipant: user },
      bench.receiver.url('/call'),
    );
    expect(callConnectionProperties.source).toEqual(sourceIdentity);
  });

  test('adds a participant by user and by phone number, and lists them over pages', async () => {
    await bench.control.setSwitches({ person: { onInvite: 'accept' }, participantsPageSize: 1 });
    const connection = client().getCallConnection(bench.callId);
    const added = await connection.addParticipant({ targetParticipant: user }, { operationContext: 'one' });
    expect(added).toMatchObject({ operationContext: 'one', participant: { identifier: user } });
    expect(added.invitationId).toBeDefined();
    const phone = { phoneNumber: '+14255550123' };
    await connection.addParticipant({ targetParticipant: phone, sourceCallIdNumber: { phoneNumber: '+14255550100' } });
    await bench.receiver.until('AddParticipantSucceeded', 2);
    const { values } = await connection.listParticipants();
    expect(values).toHaveLength(4);
    expect(await connection.getParticipant(phone)).toMatchObject({ identifier: phone });
    await connection.removeParticipant(phone);
    await bench.receiver.until('RemoveParticipantSucceeded');
  });

  test('cancels an add', async () => {
    const connection = client().getCallConnection(bench.callId);
    const { invitationId } = await connection.addParticipant({ targetParticipant: user }, { operationContext: 'add' });
    const cancelled = await connection.cancelAddParticipantOperation(invitationId as string, {
      operationContext: 'cancel',
    });
    expect(cancelled).toMatchObject({ invitationId, operationContext: 'cancel' });
    await bench.receiver.until('CancelAddParticipantSucceeded');
  });

  test('repeats under a pair of its own choice, and the add is executed once', async () => {
    const connection = client().getCallConnection(bench.callId);
    const options = { operationContext: 'same', requestOptions: { customHeaders: pair() } };
    const first = await connection.addParticipant({ targetParticipant: user }, options);
    const repeat = await connection.addParticipant({ targetParticipant: user }, options);
    expect(repeat.invitationId).toBe(first.invitationId);
    expect(await bench.control.executed('addParticipant')).toBe(1);
  });

  test('reads an error as status, code and message', async () => {
    const connection = client().getCallConnection(bench.callId);
    const late = connection.addParticipant({ targetParticipant: user }, { invitationTimeoutInSeconds: 181 });
    await expect(late).rejects.toMatchObject({
      statusCode: 400,
      code: '8523',
      message: expect.stringContaining('from 0 to 180'),
    });
    const unknown = client().getCallConnection('unknown').getCallConnectionProperties();
    await expect(unknown).rejects.toMatchObject({ statusCode: 404, code: '8522' });
  });
});
