import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { alice, errorOf, useBench } from './bench.ts';
import type { ReceivedEvent } from './receiver.ts';

const bench = useBench();
const json = async <T>(response: Promise<Response>) => (await (await response).json()) as T;
const isOfCall = ({ data }: ReceivedEvent) => data['callConnectionId'] === bench.callId;
const get = (verb = '') => bench.control.request('GET', bench.path(verb));

interface Page {
  value: { identifier: { rawId: string } }[];
  nextLink?: string;
}

describe('calls', () => {
  test('a created call is answered 201 as connecting, connects at once and tells so with its context', async () => {
    const target = { kind: 'phoneNumber', phoneNumber: { value: '+14255550123' } };
    const body = {
      targets: [target],
      callbackUri: bench.receiver.url('/new'),
      sourceCallerIdNumber: { value: '+14255550100' },
      operationContext: 'create',
    };
    const response = await bench.control.request('POST', '/calling/callConnections', body);
    expect(response.status).toBe(201);
    const properties = (await response.json()) as Record<string, string>;
    expect(properties).toMatchObject({
      callConnectionState: 'connecting',
      callbackUri: body.callbackUri,
      targets: [{ ...target, rawId: '4:+14255550123' }],
    });
    const { data } = await bench.receiver.until('CallConnected');
    expect(properties).not.toHaveProperty('serverCallId');
    const { callConnectionId, correlationId } = properties;
    bench.callId = callConnectionId as string;
    const connected = await json<Record<string, string>>(get());
    expect(connected).toMatchObject({ callConnectionId, callConnectionState: 'connected' });
    const { serverCallId } = connected;
    expect(Buffer.from(serverCallId ?? '', 'base64').toString('base64')).toBe(serverCallId);
    expect(data).toEqual({
      operationContext: 'create',
      version: '2023-10-15',
      callConnectionId,
      serverCallId,
      correlationId,
      publicEventType: 'Microsoft.Communication.CallConnected',
    });
  });

  test.each([
    [{ callbackUri: 'http://127.0.0.1:1/x' }, 'targets is required and must be a list.'],
    [{ targets: [], callbackUri: 'http://127.0.0.1:1/x' }, 'targets must name at least one target.'],
    [{ targets: [{ communicationUser: { id: 'x' } }] }, 'callbackUri is required.'],
    [{ targets: [{ communicationUser: { id: 'x' } }], callbackUri: 'ftp://x' }, 'The field CallbackUri is invalid.'],
    [
      { targets: [{ phoneNumber: { value: '+14255550123' } }], callbackUri: 'http://127.0.0.1:1/x' },
      'sourceCallerIdNumber is required.',
    ],
    [
      { targets: [{ communicationUser: { id: 'x' }, phoneNumber: { value: '+1' } }], callbackUri: 'http://x' },
      'targets[0].phoneNumber: only one kind of identifier may be given.',
    ],
  ])('a bad call %j is refused with 400/8523', async (body, message) => {
    expect(await errorOf(await bench.control.request('POST', '/calling/callConnections', body))).toEqual({
      status: 400,
      code: '8523',
      message,
    });
  });

  test('an unknown call is answered 404 with code 8522 by every operation', async () => {
    bench.callId = randomUUID();
    for (const request of [
      get(),
      get('/participants'),
      get('/participants/x'),
      bench.add(),
      bench.cancel('x'),
      bench.control.request('DELETE', bench.path()),
    ]) {
      expect(await errorOf(await request)).toMatchObject({ status: 404, code: '8522' });
    }
  });

  test('a path that cannot be decoded is answered with an error of the usual shape', async () => {
    expect(await errorOf(await get('/participants/%zz'))).toMatchObject({ status: 400, code: '400' });
  });

  test('a call connects after a time, or when told to, where the switch says so', async () => {
    await bench.control.setSwitches({ connectAfterMs: null });
    bench.callId = await bench.control.createCall({ callbackUri: bench.receiver.url('/call') });
    expect(await json(get())).toMatchObject({ callConnectionState: 'connecting' });
    await bench.control.connect(bench.callId);
    await bench.receiver.until('CallConnected');
    await bench.control.setSwitches({ connectAfterMs: 20 });
    await bench.control.createCall({ callbackUri: bench.receiver.url('/call') });
    await bench.receiver.until('CallConnected', 2);
  });

  test.each([
    ['is told off by the control plane', () => bench.control.disconnect(bench.callId).then(() => 204)],
    ['is hung up', () => bench.control.request('DELETE', bench.path()).then(({ status }) => status)],
    ['is terminated', () => bench.control.request('POST', bench.path(':terminate')).then(({ status }) => status)],
  ])('a call that %s is disconnected, rings nobody any more and says nothing further', async (_how, end) => {
    await bench.added();
    expect(await end()).toBe(204);
    await bench.receiver.until('CallDisconnected');
    const { calls, invitations } = await bench.control.ledger();
    expect(calls[0]).toMatchObject({ state: 'disconnected', people: [] });
    expect(invitations[0]).toMatchObject({ state: 'callEnded' });
    await bench.untilAllIsTold();
    expect(bench.receiver.events().filter(isOfCall)).toHaveLength(1);
    expect(await errorOf(await get())).toMatchObject({ status: 404, code: '8522' });
  });

  test('an ended call can be told as disconnected instead of not found', async () => {
    await bench.control.setSwitches({
      disconnectedCalls: 'disconnectedState',
      endedCallAnswer: { status: 400, code: '8528' },
    });
    await bench.control.disconnect(bench.callId);
    expect(await json(get())).toMatchObject({ callConnectionState: 'disconnected' });
    expect(await errorOf(await bench.add())).toMatchObject({ status: 400, code: '8528' });
  });

  test('participants come in pages that nextLink leads through', async () => {
    await bench.control.setSwitches({ participantsPageSize: 2, person: { onInvite: 'accept' } });
    for (const name of ['b', 'c', 'd', 'e'])
      await bench.added({ participantToAdd: { communicationUser: { id: `8:acs:these-tests_${name}` } } });
    await bench.receiver.until('AddParticipantSucceeded', 4);
    const seen: string[] = [];
    let path: string | undefined = bench.path('/participants');
    let pages = 0;
    while (path !== undefined) {
      const page: Page = await json<Page>(bench.control.request('GET', path));
      seen.push(...page.value.map(({ identifier }) => identifier.rawId));
      path = page.nextLink?.replace(bench.control.baseUrl, '');
      pages += 1;
    }
    expect([pages, seen.length, new Set(seen).size]).toEqual([3, 6, 6]);
  });

  test('people who ring are listed only where the switch says so', async () => {
    await bench.added();
    const person = `/participants/${encodeURIComponent(alice)}`;
    expect((await json<Page>(get('/participants'))).value).toHaveLength(2);
    expect(await errorOf(await get(person))).toMatchObject({ status: 404, code: '8522' });
    await bench.control.setSwitches({ listRinging: true });
    expect((await json<Page>(get('/participants'))).value).toHaveLength(3);
    expect(await json(get(person))).toMatchObject({ identifier: { rawId: alice } });
  });

  test('somebody who declines can be reported as added, counted and absent', async () => {
    await bench.control.setSwitches({ person: { onInvite: 'declineReportedAsAccept' } });
    await bench.added();
    expect((await bench.receiver.until('ParticipantsUpdated')).data['participants']).toHaveLength(3);
    expect(bench.receiver.events('AddParticipantSucceeded')).toHaveLength(1);
    expect((await json<Page>(get('/participants'))).value).toHaveLength(2);
  });

  test('a removal takes the person out and tells so; of somebody absent it is refused, or told as failed', async () => {
    const remove = () =>
      bench.control.request('POST', bench.path('/participants:remove'), {
        participantToRemove: { rawId: alice },
        operationContext: 'remove',
      });
    await bench.control.answer(await bench.added());
    const response = await remove();
    expect([response.status, await response.json()]).toEqual([202, { operationContext: 'remove' }]);
    expect((await bench.receiver.until('RemoveParticipantSucceeded')).data).toMatchObject({
      operationContext: 'remove',
      participant: { rawId: alice },
    });
    expect(await errorOf(await remove())).toMatchObject({ status: 404, code: '8522' });
    await bench.control.setSwitches({ removeAbsent: { answer: 'failedEvent', code: 400, subCode: 8558 } });
    expect((await remove()).status).toBe(202);
    expect((await bench.receiver.until('RemoveParticipantFailed')).data.resultInformation).toMatchObject({
      code: 400,
      subCode: 8558,
    });
  });

  const listed = async () => (await json<Page>(get('/participants'))).value.length;
  const statusOfAlice = async () => (await get(`/participants/${encodeURIComponent(alice)}`)).status;

  test.each([
    ['never', 0, 2, 404],
    ['for ever', null, 3, 200],
  ] as const)('people who declined are listed %s', async (_, declinedListedMs, people, status) => {
    await bench.control.setSwitches({ declinedListedMs });
    await bench.control.decline(await bench.added());
    expect([await listed(), await statusOfAlice()]).toEqual([people, status]);
    await sleep(200);
    expect(await listed()).toBe(people);
  });

  test('people who declined are listed for a while', async () => {
    await bench.control.setSwitches({ declinedListedMs: 3_600_000 });
    await bench.control.decline(await bench.added());
    expect([await listed(), await statusOfAlice()]).toEqual([3, 200]);
    await bench.control.setSwitches({ declinedListedMs: 1 });
    while ((await listed()) !== 2) await sleep(5);
    expect(await statusOfAlice()).toBe(404);
  });

  test('the code with which a participant is not found is a switch', async () => {
    const ask = async () => errorOf(await get(`/participants/${encodeURIComponent(alice)}`));
    expect(await ask()).toMatchObject({ status: 404, code: '8522' });
    await bench.control.setSwitches({ absentParticipantAnswer: { code: '8558' } });
    expect(await ask()).toMatchObject({ status: 404, code: '8558' });
  });

  test.each([
    ['failedEvent', 'RemoveParticipantFailed', 202],
    ['succeededEvent', 'RemoveParticipantSucceeded', 202],
    ['noEvent', undefined, 202],
    ['refuse', undefined, 500],
  ] as const)('a removal can leave the person in the call: %s', async (answer, type, status) => {
    await bench.control.answer(await bench.added());
    await bench.control.setSwitches({ removePresent: { answer, code: 500, subCode: 9999 } });
    const response = await bench.control.request('POST', bench.path('/participants:remove'), {
      participantToRemove: { rawId: alice },
      operationContext: 'remove',
    });
    expect(response.status).toBe(status);
    await bench.untilAllIsTold();
    expect(bench.receiver.typesFor('remove')).toEqual(type === undefined ? [] : [type]);
    expect((await json<Page>(get('/participants'))).value).toHaveLength(3);
  });
});
