import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { classify } from '../../src/providers/acs/failures.ts';
import type { AcsGateway } from '../../src/providers/acs/gateway.ts';
import { addRequest, attemptNumber, cancelRequest, gatewayTo, look } from '../support/acs-requests.ts';
import { RecordingServer } from '../support/recording-server.ts';
import type { Behaviour } from '../support/recording-server.ts';

let acs: RecordingServer;
let gateway: AcsGateway;

beforeAll(async () => {
  acs = await RecordingServer.start();
  gateway = gatewayTo(acs.origin);
});
afterAll(() => acs.close());

const acsError = (status: number, code: string | number, message = 'told'): Behaviour => ({
  status,
  body: { error: { code, message } },
});

/** Soon only where no answer comes. */
const givenUp = (behaviour: Behaviour) => ({
  httpTimeoutMs: behaviour === 'silence' || behaviour === 'half' ? 600 : 30_000,
});

describe.each([
  [
    'addParticipant',
    (attempt: number, limit: object) => gateway.addParticipant(addRequest(limit), attemptNumber(attempt)),
  ],
  [
    'cancelAddParticipant',
    (attempt: number, limit: object) => gateway.cancelAddParticipant(cancelRequest(limit), attemptNumber(attempt)),
  ],
])('%s', (operation, send) => {
  test.each<[string, Behaviour, string, { sentBefore: boolean }, string]>([
    ['408', { status: 408 }, 'ambiguous', { sentBefore: true }, 'ambiguous'],
    ['500', acsError(500, '9999'), 'ambiguous', { sentBefore: true }, 'ambiguous'],
    ['502', { status: 502, body: '<html>' }, 'ambiguous', { sentBefore: true }, 'ambiguous'],
    ['503', { status: 503 }, 'ambiguous', { sentBefore: true }, 'ambiguous'],
    ['504', { status: 504 }, 'ambiguous', { sentBefore: true }, 'ambiguous'],
    ['a broken connection', 'reset', 'ambiguous', { sentBefore: true }, 'ambiguous'],
    ['silence', 'silence', 'ambiguous', { sentBefore: true }, 'ambiguous'],
    ['half an answer', 'half', 'ambiguous', { sentBefore: true }, 'ambiguous'],
    ['501', { status: 501 }, 'rejected', { sentBefore: false }, 'rejected'],
    ['505', { status: 505 }, 'rejected', { sentBefore: false }, 'rejected'],
    ['429', acsError(429, '8529'), 'throttled', { sentBefore: false }, 'throttled'],
    ['409', acsError(409, '8519'), 'conflict', { sentBefore: false }, 'stillRunning'],
    ['412', acsError(412, 'x'), 'windowPassed', { sentBefore: false }, 'windowPassed'],
    ['400', { status: 400 }, 'rejected', { sentBefore: false }, 'mismatch'],
    ['400/8523', acsError(400, '8523'), 'rejected', { sentBefore: false }, 'mismatch'],
    ['400/8528', acsError(400, '8528'), 'rejected', { sentBefore: false }, 'mismatch'],
    ['400/8501', acsError(400, '8501'), 'notEstablished', { sentBefore: false }, 'notEstablished'],
    ['400/8585', acsError(400, 8585), 'notEstablished', { sentBefore: false }, 'notEstablished'],
    ['401', { status: 401 }, 'credentials', { sentBefore: false }, 'credentials'],
    ['403/7504', acsError(403, '7504'), 'credentials', { sentBefore: false }, 'credentials'],
    ['403/7507', acsError(403, '7507'), 'credentials', { sentBefore: false }, 'credentials'],
    ['403/7509', acsError(403, '7509'), 'credentials', { sentBefore: false }, 'credentials'],
    ['403', acsError(403, '1'), 'rejected', { sentBefore: false }, 'rejected'],
    ['404/8522', acsError(404, '8522'), 'rejected', { sentBefore: false }, 'rejected'],
    ['405', { status: 405 }, 'rejected', { sentBefore: false }, 'rejected'],
    ['422', { status: 422 }, 'rejected', { sentBefore: false }, 'rejected'],
    ['307', { status: 307, headers: { location: '/x' } }, 'rejected', { sentBefore: false }, 'rejected'],
  ])(`%s is classified`, async (_, behaviour, onFirst, certainty, onRepeat) => {
    acs.answering(behaviour);
    expect(await send(1, givenUp(behaviour))).toMatchObject({ ok: false, failure: { class: onFirst, ...certainty } });
    expect(await send(2, givenUp(behaviour))).toMatchObject({
      ok: false,
      failure: { class: onRepeat, sentBefore: true },
    });
  });

  test('a first attempt of a pair that an earlier activity may have sent is a repeat', async () => {
    const again = (failure: Behaviour) => {
      acs.answering(failure);
      return operation === 'addParticipant'
        ? gateway.addParticipant(addRequest({ sentBefore: true }), attemptNumber(1))
        : gateway.cancelAddParticipant(cancelRequest({ sentBefore: true }), attemptNumber(1));
    };
    expect(await again(acsError(409, '8519'))).toMatchObject({ failure: { class: 'stillRunning', sentBefore: true } });
    expect(await again({ status: 400 })).toMatchObject({ failure: { class: 'mismatch', sentBefore: true } });
    expect(await again({ status: 401 })).toMatchObject({ failure: { class: 'credentials', sentBefore: true } });
  });

  test('a connection that never came about is ambiguous, and certain not to have been sent by a first attempt', async () => {
    // Nobody listens there.
    const unreachable = gatewayTo('http://127.0.0.1:1');
    const attempts = [1, 2].map((number) =>
      operation === 'addParticipant'
        ? unreachable.addParticipant(addRequest(), attemptNumber(number))
        : unreachable.cancelAddParticipant(cancelRequest(), attemptNumber(number)),
    );
    expect(await Promise.all(attempts)).toMatchObject([
      {
        failure: { class: 'ambiguous', sentBefore: false },
        sentence: `ACS could not be reached for ${operation} (attempt 1): ECONNREFUSED`,
      },
      { failure: { class: 'ambiguous', sentBefore: true } },
    ]);
  });
});

describe('looks', () => {
  test.each<[Behaviour, string]>([
    [{ status: 503 }, 'ambiguous'],
    ['reset', 'ambiguous'],
    [{ status: 429 }, 'throttled'],
    [{ status: 401 }, 'credentials'],
    [acsError(400, '8501'), 'rejected'],
    [{ status: 400 }, 'rejected'],
    [{ status: 409 }, 'rejected'],
    [{ status: 412 }, 'rejected'],
    [{ status: 501 }, 'rejected'],
  ])('%j is %s at every attempt: they carry no pair', async (behaviour, expected) => {
    acs.answering(behaviour);
    for (const number of [1, 2]) {
      expect(await gateway.getParticipants(look, attemptNumber(number))).toMatchObject({
        failure: { class: expected },
      });
      expect(await gateway.getCall(look, attemptNumber(number))).toMatchObject({ failure: { class: expected } });
    }
  });
});

const sendOnce = () => gateway.addParticipant(addRequest(), attemptNumber(1));

describe('what the provider said', () => {
  test('its status, code and message are kept', async () => {
    acs.answering(acsError(404, '8522', 'Call not found.'));
    expect(await sendOnce()).toMatchObject({ failure: { status: 404, code: '8522', message: 'Call not found.' } });
  });

  test('a page of somebody else is not kept', async () => {
    acs.answering({ status: 403, body: '<html>proxy</html>', headers: { 'content-type': 'text/html' } });
    expect(await sendOnce()).toEqual({
      ok: false,
      failure: { class: 'rejected', sentBefore: false, status: 403 },
      sentence: 'ACS answered 403 to addParticipant (attempt 1)',
    });
  });

  test('people are cut out of its message', async () => {
    acs.answering(
      acsError(
        403,
        '510403',
        'addParticipants failed for 4:+14255550123 of 8:acs:r-1_u-2, tel +4930123456, sip:a@b.c. DiagCode: 412#10073',
      ),
    );
    expect(await sendOnce()).toMatchObject({
      failure: {
        message:
          'addParticipants failed for <participant> of <participant>, tel <participant>, <participant> DiagCode: 412#10073',
      },
    });
  });

  test('a message has an end, and a code that is a text of its own is left out', async () => {
    acs.answering(acsError(403, 'Call +14255550123 later', 'x'.repeat(10_000)));
    const attempted = await sendOnce();
    expect(attempted).toMatchObject({ failure: { message: 'x'.repeat(500) } });
    expect(attempted).not.toHaveProperty('failure.code');
  });

  test.each([
    ['7', 7_000],
    ['1.5', 1_500],
    ['0', undefined],
    ['-3', undefined],
    ['soon', undefined],
    ['1e3', undefined],
    ['999999999', undefined],
    ['Wed, 21 Oct 2015 07:28:00 GMT', undefined],
  ])('Retry-After: %s asks for a wait of %s ms', async (header, expected) => {
    for (const status of [429, 503]) {
      acs.answering({ status, headers: { 'retry-after': header } });
      const attempted = await sendOnce();
      expect(attempted.ok ? undefined : attempted.failure.retryAfterMs).toBe(expected);
    }
  });

  test('Retry-After may be a date', () => {
    const answer = { status: 503, body: '', retryAfter: 'Wed, 21 Oct 2015 07:28:00 GMT' };
    const nowMs = Date.parse('2015-10-21T07:27:30.250Z');
    expect(classify({ kind: 'refused', answer }, { repeat: false, repeatability: true, nowMs })).toMatchObject({
      retryAfterMs: 29_750,
    });
  });

  test.each<[Behaviour, string]>([
    [{ status: 503 }, 'ACS answered 503 to addParticipant (attempt 1)'],
    [acsError(400, '8501'), 'ACS answered 400/8501 to addParticipant (attempt 1)'],
    ['reset', 'ACS left addParticipant unanswered (attempt 1): ECONNRESET'],
    [{ status: 202, body: '<' }, 'ACS answered 202 to addParticipant with a body that cannot be read (attempt 1)'],
  ])('%j is told in one sentence', async (behaviour, sentence) => {
    acs.answering(behaviour);
    expect(await sendOnce()).toMatchObject({ sentence });
  });
});
