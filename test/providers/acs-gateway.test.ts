import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAcsGateway } from '../../src/providers/acs/gateway.ts';
import type { AcsGateway } from '../../src/providers/acs/gateway.ts';
import {
  ACCESS_KEY,
  addRequest,
  attemptNumber,
  cancelRequest,
  gatewayTo,
  look,
  removeRequest,
} from '../support/acs-requests.ts';
import { RecordingServer } from '../support/recording-server.ts';

let acs: RecordingServer;
let gateway: AcsGateway;
const first = attemptNumber(1);

beforeAll(async () => {
  acs = await RecordingServer.start();
  gateway = gatewayTo(acs.origin);
});
afterAll(() => acs.close());

describe('a request to add a participant', () => {
  test('every attempt of one pair puts identical bytes on the wire', async () => {
    acs.answering((_, index) => (index < 2 ? { status: 503 } : { status: 202, body: { invitationId: 'i-1' } }));
    const request = addRequest();
    await gateway.addParticipant(request, attemptNumber(1));
    await gatewayTo(acs.origin).addParticipant(structuredClone(request), attemptNumber(2));
    const last = await gateway.addParticipant(request, attemptNumber(3));
    expect(last).toEqual({ ok: true, value: { invitationId: 'i-1' }, status: 202 });
    const seen = acs.requests.map(({ method, url, body, headers }) => [
      method,
      url,
      body,
      headers['repeatability-request-id'],
      headers['repeatability-first-sent'],
    ]);
    expect(seen).toEqual([seen[0], seen[0], seen[0]]);
    expect(seen[0]).toEqual([
      'POST',
      '/calling/callConnections/call-1/participants:add?api-version=2023-10-15',
      expect.any(String),
      request.pair.requestId,
      request.pair.firstSent,
    ]);
  });

  test('says whom, on whose behalf, how long, and where to tell', async () => {
    acs.answering({ status: 202 });
    await gateway.addParticipant(addRequest({ sourceDisplayName: 'Contoso' }), first);
    expect(JSON.parse(acs.requests[0]?.body ?? '')).toEqual({
      participantToAdd: {
        kind: 'phoneNumber',
        rawId: '4:+14255550123',
        phoneNumber: { value: '+14255550123', isAnonymous: false },
      },
      sourceCallerIdNumber: { value: '+14255550100', isAnonymous: false },
      sourceDisplayName: 'Contoso',
      invitationTimeoutInSeconds: 30,
      operationContext: 'acs-0123:add:1',
      operationCallbackUri: 'https://calls.example.com/webhooks/acs',
      customCallingContext: { voipHeaders: {}, sipHeaders: {} },
    });
  });

  test('hands headers on under their names', async () => {
    acs.answering({ status: 202 });
    const customCallingContext = {
      voipHeaders: { ticket: '7' },
      sipHeaders: { 'User-To-User': 'a', 'X-MS-Custom-Order': 'b', 'X-MS-Custom-Other': 'c' },
    };
    await gateway.addParticipant(addRequest({ customCallingContext }), first);
    expect(JSON.parse(acs.requests[0]?.body ?? '')).toMatchObject({ customCallingContext });
  });

  test('a SIP header that the official client would rename is a defect, and nothing is sent', async () => {
    acs.answering({ status: 202 });
    const customCallingContext = { sipHeaders: { Order: 'secret' } };
    await expect(gateway.addParticipant(addRequest({ customCallingContext }), first)).rejects.toThrow(TypeError);
    expect(acs.requests).toHaveLength(0);
  });

  test.each([
    [
      { kind: 'communicationUser', id: '8:acs:r_u' },
      { kind: 'communicationUser', rawId: '8:acs:r_u' },
    ],
    [
      { kind: 'phoneNumber', value: '+14255550123' },
      { kind: 'phoneNumber', rawId: '4:+14255550123' },
    ],
    [
      { kind: 'microsoftTeamsUser', userId: 'u-1' },
      { kind: 'microsoftTeamsUser', rawId: '8:orgid:u-1' },
    ],
  ] as const)('names the participant %j', async (participant, named) => {
    acs.answering({ status: 202 });
    await gateway.addParticipant(addRequest({ participant }), first);
    expect(JSON.parse(acs.requests[0]?.body ?? '')).toMatchObject({ participantToAdd: named });
  });

  test('sends an invitation time-out of 0 as 0', async () => {
    acs.answering({ status: 202 });
    await gateway.addParticipant(addRequest({ invitationTimeoutSeconds: 0 }), first);
    expect(JSON.parse(acs.requests[0]?.body ?? '')).toHaveProperty('invitationTimeoutInSeconds', 0);
  });

  test('keeps the id of a call inside its path segment', async () => {
    acs.answering({ status: 202 });
    await gateway.addParticipant(addRequest({ callConnectionId: '../x?y' }), first);
    expect(acs.requests[0]?.url).toBe('/calling/callConnections/..%2Fx%3Fy/participants:add?api-version=2023-10-15');
  });

  test.each([
    ['an empty body', undefined],
    ['an object without the id', { operationContext: 'x' }],
    ['an id of null', { invitationId: null }],
  ])('202 with %s is a success without an invitation id', async (_, body) => {
    acs.answering({ status: 202, body });
    expect(await gateway.addParticipant(addRequest(), first)).toEqual({ ok: true, value: {}, status: 202 });
  });

  test.each([
    ['identifier without contents', { identifier: { kind: 'phoneNumber', phoneNumber: null } }],
    ['identifier of an unknown kind', { identifier: { kind: 'robot', rawId: '9:x' } }],
    ['participant of the wrong kind', { identifier: 'x', isMuted: 'no' }],
  ])('202 gives the invitation id beside an %s', async (_, participant) => {
    acs.answering({ status: 202, body: { invitationId: 'i-2', participant } });
    expect(await gateway.addParticipant(addRequest(), first)).toMatchObject({ value: { invitationId: 'i-2' } });
  });

  test.each([
    ['202 that is not JSON', { status: 202, body: '<html>' }],
    ['202 that is a page', { status: 202, body: '<html>', headers: { 'content-type': 'text/html' } }],
    ['202 that is a list', { status: 202, body: [] }],
    ['202 whose id is a number', { status: 202, body: { invitationId: 7 } }],
    ['200', { status: 200, body: { invitationId: 'i-3' } }],
    ['204', { status: 204 }],
  ])('%s is unreadable', async (_, reply) => {
    acs.answering(reply);
    expect(await gateway.addParticipant(addRequest(), first)).toMatchObject({
      ok: false,
      failure: { class: 'unreadable', sentBefore: true, status: reply.status },
    });
  });
});

describe('a request to cancel an invitation', () => {
  test('every attempt of one pair puts identical bytes on the wire', async () => {
    acs.answering((_, index) => (index === 0 ? 'reset' : { status: 202 }));
    const request = cancelRequest();
    await gateway.cancelAddParticipant(request, attemptNumber(1));
    expect(await gateway.cancelAddParticipant(request, attemptNumber(2))).toEqual({
      ok: true,
      value: undefined,
      status: 202,
    });
    const [one, two] = acs.requests;
    expect([two?.url, two?.body]).toEqual([one?.url, one?.body]);
    expect(two?.headers['repeatability-request-id']).toBe(request.pair.requestId);
    expect(one?.url).toBe('/calling/callConnections/call-1/participants:cancelAddParticipant?api-version=2023-10-15');
    expect(JSON.parse(one?.body ?? '')).toEqual({
      invitationId: 'invitation-1',
      operationContext: 'acs-0123:cancel:1',
      operationCallbackUri: 'https://calls.example.com/webhooks/acs',
    });
  });

  test('202 is a success whatever its body, and 200 is none', async () => {
    acs.answering({ status: 202, body: 'no JSON' });
    expect(await gateway.cancelAddParticipant(cancelRequest(), first)).toMatchObject({ ok: true });
    acs.answering({ status: 200, body: {} });
    expect(await gateway.cancelAddParticipant(cancelRequest(), first)).toMatchObject({
      failure: { class: 'unreadable' },
    });
  });
});

describe('a request to remove a participant', () => {
  test('every attempt of one pair puts identical bytes on the wire', async () => {
    acs.answering((_, index) => (index === 0 ? 'reset' : { status: 202 }));
    const request = removeRequest();
    await gateway.removeParticipant(request, attemptNumber(1));
    const last = await gateway.removeParticipant(structuredClone(request), attemptNumber(2));
    expect(last).toEqual({ ok: true, value: undefined, status: 202 });
    const [one, two] = acs.requests;
    expect([two?.url, two?.body]).toEqual([one?.url, one?.body]);
    expect(two?.headers['repeatability-request-id']).toBe(request.pair.requestId);
    expect(two?.headers['repeatability-first-sent']).toBe(request.pair.firstSent);
    expect(one?.url).toBe('/calling/callConnections/call-1/participants:remove?api-version=2023-10-15');
    expect(JSON.parse(one?.body ?? '')).toEqual({
      participantToRemove: {
        kind: 'phoneNumber',
        rawId: '4:+14255550123',
        phoneNumber: { value: '+14255550123', isAnonymous: false },
      },
      operationContext: 'acs-0123:remove:1',
      operationCallbackUri: 'https://calls.example.com/webhooks/acs',
    });
  });

  test('202 is a success whatever its body, and 200 is none', async () => {
    acs.answering({ status: 202, body: 'no JSON' });
    expect(await gateway.removeParticipant(removeRequest(), first)).toMatchObject({ ok: true });
    acs.answering({ status: 200, body: {} });
    expect(await gateway.removeParticipant(removeRequest(), first)).toMatchObject({ failure: { class: 'unreadable' } });
  });
});

describe('one method call is one request', () => {
  test.each([408, 429, 500, 502, 503, 504])(
    "a repeat of the official client's own never leaves us after %i",
    async (status) => {
      acs.answering({ status, headers: { 'retry-after': '0' } });
      await gateway.addParticipant(addRequest(), first);
      await gateway.cancelAddParticipant(cancelRequest(), first);
      await gateway.getCall(look, first);
      await gateway.getParticipants(look, first);
      await gateway.removeParticipant(removeRequest(), first);
      await gateway.getParticipant({ ...look, participant: addRequest().participant }, first);
      expect(acs.requests).toHaveLength(6);
    },
  );

  test('nor after a connection that breaks', async () => {
    acs.answering('reset');
    await gateway.addParticipant(addRequest(), first);
    await gateway.getCall(look, first);
    expect(acs.requests).toHaveLength(2);
  });

  test.each([300, 301, 302, 303, 307, 308])('a redirect by %i is not followed', async (status) => {
    acs.answering({ status, headers: { location: '/elsewhere' } });
    const add = await gateway.addParticipant(addRequest(), first);
    const get = await gateway.getCall(look, first);
    expect([add, get]).toMatchObject([
      { failure: { class: 'rejected', status } },
      { failure: { class: 'rejected', status } },
    ]);
    expect(acs.requests.map(({ url }) => url)).not.toContain('/elsewhere');
    expect(acs.requests).toHaveLength(2);
  });
});

describe('giving up', () => {
  test('an attempt given up while it waits rejects with the reason of its signal', async () => {
    const controller = new AbortController();
    const reason = new Error('given up');
    acs.answering(() => {
      controller.abort(reason);
      return 'silence';
    });
    const attempt = gateway.addParticipant(addRequest(), { number: 1, signal: controller.signal });
    await expect(attempt).rejects.toBe(reason);
  });

  test('an attempt given up before it starts sends nothing', async () => {
    acs.answering({ status: 202 });
    await expect(
      gateway.addParticipant(addRequest(), { number: 1, signal: AbortSignal.abort(new Error('early')) }),
    ).rejects.toThrow('early');
    expect(acs.requests).toHaveLength(0);
  });

  test.each(['silence', 'half'] as const)('%s ends with the time-out of the request', async (behaviour) => {
    acs.answering(behaviour);
    const attempted = await gateway.addParticipant(addRequest({ httpTimeoutMs: 150 }), first);
    expect(attempted).toMatchObject({
      failure: { class: 'ambiguous', sentBefore: true },
      sentence: expect.stringContaining('150 ms'),
    });
  });
});

describe('the account', () => {
  const bad = [
    `endpoint=https://x.example.com;accesskey=`,
    `endpoint=https://x.example.com;accesskey=${ACCESS_KEY} !`,
    `accesskey=${ACCESS_KEY}`,
    `endpoint=http://x.example.com/;accesskey=${ACCESS_KEY}`,
    `endpoint=https://x.example.com/path;accesskey=${ACCESS_KEY}`,
    `endpoint=ftp://x.example.com;accesskey=${ACCESS_KEY}`,
    `endpoint=nonsense;accesskey=${ACCESS_KEY}`,
  ];

  test.each(bad)('a connection string of no use is refused without showing the key: %s', (connectionString) => {
    expect(() => createAcsGateway({ connectionString })).toThrow(/^The ACS (connection string|endpoint) must/);
    expect(() => createAcsGateway({ connectionString })).not.toThrow(ACCESS_KEY);
  });

  test('the endpoint given beside the connection string is the one that is asked', async () => {
    acs.answering({ status: 202 });
    const connectionString = `endpoint=https://unreachable.invalid/;accesskey=${ACCESS_KEY}`;
    await createAcsGateway({ connectionString, endpoint: acs.origin }).addParticipant(addRequest(), first);
    expect(acs.requests).toHaveLength(1);
  });

  test('the access key appears in no failure and on no wire', async () => {
    const told: unknown[] = [];
    for (const behaviour of [{ status: 401, body: 'x' }, { status: 500 }, 'reset', 'silence'] as const) {
      acs.answering(behaviour);
      const limit = { httpTimeoutMs: behaviour === 'silence' ? 100 : 30_000 };
      told.push(await gateway.addParticipant(addRequest(limit), first), ...acs.requests);
    }
    expect(JSON.stringify(told)).not.toContain(ACCESS_KEY);
    expect(JSON.stringify(told)).toContain('HMAC-SHA256');
  });
});
