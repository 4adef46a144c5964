import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AcsGateway } from '../../src/providers/acs/gateway.ts';
import { attemptNumber, gatewayTo, look } from '../support/acs-requests.ts';
import { RecordingServer } from '../support/recording-server.ts';

let acs: RecordingServer;
let gateway: AcsGateway;
const first = attemptNumber(1);

beforeAll(async () => {
  acs = await RecordingServer.start();
  gateway = gatewayTo(acs.origin);
});
afterAll(() => acs.close());

const listed = (...identifiers: unknown[]) => ({
  value: identifiers.map((identifier) => ({ identifier, isMuted: false })),
});

describe('the list of participants', () => {
  test('gives the raw ids of all pages, one request each', async () => {
    acs.answering(({ url }) =>
      url.includes('page=2')
        ? {
            status: 200,
            body: listed({ kind: 'communicationUser', rawId: '8:acs:r_u', communicationUser: { id: '8:acs:r_u' } }),
          }
        : {
            status: 200,
            body: {
              ...listed({ kind: 'phoneNumber', rawId: '4:+14255550123', phoneNumber: { value: '+14255550123' } }),
              nextLink: `${acs.origin}/calling/callConnections/call-1/participants?api-version=2023-10-15&page=2`,
            },
          },
    );
    expect(await gateway.getParticipants(look, first)).toEqual({
      ok: true,
      value: { rawIds: ['4:+14255550123', '8:acs:r_u'] },
      status: 200,
    });
    expect(acs.requests).toHaveLength(2);
    expect(acs.requests[0]).toMatchObject({
      method: 'GET',
      url: '/calling/callConnections/call-1/participants?api-version=2023-10-15',
    });
  });

  test('carries no Repeatability pair', async () => {
    acs.answering({ status: 200, body: listed() });
    await gateway.getParticipants(look, first);
    expect(Object.keys(acs.requests[0]?.headers ?? {})).not.toContain('repeatability-request-id');
  });

  test('tells participants without a raw id, and of unknown kinds by it', async () => {
    acs.answering({
      status: 200,
      body: listed(
        { phoneNumber: { value: '+14255550123' } },
        { communicationUser: { id: '8:acs:r_u' } },
        { microsoftTeamsUser: { userId: 'u-1' } },
        { kind: 'robot', rawId: '48:robot', robot: {} },
      ),
    });
    const attempted = await gateway.getParticipants(look, first);
    expect(attempted).toMatchObject({ value: { rawIds: ['4:+14255550123', '8:acs:r_u', '8:orgid:u-1', '48:robot'] } });
  });

  test('may be empty', async () => {
    acs.answering({ status: 200, body: { value: [] } });
    expect(await gateway.getParticipants(look, first)).toMatchObject({ ok: true, value: { rawIds: [] } });
  });

  test.each([
    ['without a list', {}],
    ['with another kind of list', { value: 'x' }],
    ['with a participant that cannot be told', { value: [{ isMuted: true }] }],
    ['with an identifier that says nothing', listed({ kind: 'unknown' })],
    ['that is not JSON', 'x'],
    ['that is empty', undefined],
    ['whose next page cannot be asked for', { ...listed(), nextLink: 'http://[' }],
  ])('is unreadable %s: a list that is not whole proves nobody absent', async (_, body) => {
    acs.answering({ status: 200, body });
    expect(await gateway.getParticipants(look, first)).toMatchObject({ ok: false, failure: { class: 'unreadable' } });
  });

  test('fails as a whole when a later page fails', async () => {
    const nextLink = `${acs.origin}/next?api-version=2023-10-15`;
    acs.answering((_, index) => (index === 0 ? { status: 200, body: { ...listed(), nextLink } } : { status: 503 }));
    expect(await gateway.getParticipants(look, first)).toMatchObject({ failure: { class: 'ambiguous', status: 503 } });
    acs.answering((_, index) => (index === 0 ? { status: 200, body: { ...listed(), nextLink } } : 'reset'));
    expect(await gateway.getParticipants(look, first)).toMatchObject({ failure: { class: 'ambiguous' } });
  });

  test('that never ends is given up after the time-out of the request', async () => {
    const endless = await RecordingServer.start();
    endless.answering({
      status: 200,
      body: { ...listed(), nextLink: `${endless.origin}/next?api-version=2023-10-15` },
    });
    const attempted = await gatewayTo(endless.origin).getParticipants({ ...look, httpTimeoutMs: 200 }, first);
    await endless.close();
    expect(attempted).toMatchObject({ failure: { class: 'ambiguous' } });
  });
});

describe('one participant', () => {
  const request = { ...look, participant: { kind: 'phoneNumber', value: '+14255550123' } } as const;
  const listedPhone = { identifier: { kind: 'phoneNumber', rawId: '4:+14255550123' }, isMuted: false };
  const told = (code: string) => ({ error: { code, message: 'no' } });

  test('is asked for by the raw id, percent-encoded, without a Repeatability pair', async () => {
    acs.answering({ status: 200, body: listedPhone });
    expect(await gateway.getParticipant(request, first)).toEqual({
      ok: true,
      value: { state: 'present' },
      status: 200,
    });
    expect(acs.requests).toMatchObject([
      {
        method: 'GET',
        url: '/calling/callConnections/call-1/participants/4%3A%2B14255550123?api-version=2023-10-15',
      },
    ]);
    expect(acs.requests[0]?.headers).not.toHaveProperty('repeatability-request-id');
  });

  test.each([
    [404, '8558', 'absent'],
    [400, '8558', 'absent'],
    [404, '8522', 'absentOrCallGone'],
    [404, 'NotFound', 'absentOrCallGone'],
  ])('%i/%s of ACS means %s', async (status, code, state) => {
    acs.answering({ status, body: told(code) });
    expect(await gateway.getParticipant(request, first)).toEqual({ ok: true, value: { state }, status });
  });

  test.each([
    [404, '<html>not here</html>', 'rejected'],
    [404, undefined, 'rejected'],
    [400, told('8522'), 'rejected'],
    [500, told('8558'), 'ambiguous'],
    [401, told('7509'), 'credentials'],
    [200, {}, 'unreadable'],
    [200, { isMuted: true }, 'unreadable'],
  ])('%i with %j proves nothing', async (status, body, failureClass) => {
    acs.answering({ status, body });
    expect(await gateway.getParticipant(request, first)).toMatchObject({ ok: false, failure: { class: failureClass } });
  });
});

describe('the state of a call', () => {
  test.each(['connecting', 'connected', 'disconnected', 'somethingNew'])(
    '%s is told as the provider words it',
    async (state) => {
      acs.answering({ status: 200, body: { callConnectionId: 'call-1', callConnectionState: state } });
      expect(await gateway.getCall(look, first)).toEqual({ ok: true, value: { state }, status: 200 });
      expect(acs.requests[0]).toMatchObject({
        method: 'GET',
        url: '/calling/callConnections/call-1?api-version=2023-10-15',
      });
    },
  );

  test('is told also when other fields have shapes that the official client stumbles over', async () => {
    acs.answering({
      status: 200,
      body: { callConnectionState: 'connected', targets: [null], source: 'x', answeredFor: { value: null } },
    });
    expect(await gateway.getCall(look, first)).toMatchObject({ ok: true, value: { state: 'connected' } });
  });

  test('404 of ACS means that the call is not found', async () => {
    acs.answering({ status: 404, body: { error: { code: '8522', message: 'Call not found.' } } });
    expect(await gateway.getCall(look, first)).toEqual({ ok: true, value: { state: 'notFound' }, status: 404 });
  });

  test.each([
    ['a page', '<html>not here</html>'],
    ['nothing', undefined],
    ['JSON of somebody else', { message: 'no such route' }],
  ])('404 with %s does not prove the end of a call', async (_, body) => {
    acs.answering({ status: 404, body });
    expect(await gateway.getCall(look, first)).toMatchObject({
      ok: false,
      failure: { class: 'rejected', status: 404 },
    });
  });

  test.each([{}, { callConnectionState: 4 }, 'x', undefined])('200 with %j is unreadable', async (body) => {
    acs.answering({ status: 200, body });
    expect(await gateway.getCall(look, first)).toMatchObject({ failure: { class: 'unreadable' } });
  });
});
