import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProviderFailure } from '../../src/contract/provider-failure.ts';
import type { GraphGateway } from '../../src/providers/graph/gateway.ts';
import { attemptNumber } from '../support/acs-requests.ts';
import { aboutCall, bareRequest, graphGatewayTo, playRequest, recordRequest } from '../support/graph-requests.ts';
import { RecordingServer, type Behaviour } from '../support/recording-server.ts';

let graph: RecordingServer;
let gateway: GraphGateway;

beforeAll(async () => {
  graph = await RecordingServer.start();
  gateway = graphGatewayTo(graph.origin);
});
afterAll(() => graph.close());

const graphError = (status: number, code: unknown, message = 'It was refused.'): Behaviour => ({
  status,
  body: { error: { code, message, innerError: { 'request-id': 'r-1' } } },
});
const first = attemptNumber(1);
/** Soon only where no answer comes. */
const givenUp = (behaviour: Behaviour) => ({
  httpTimeoutMs: behaviour === 'silence' || behaviour === 'half' ? 1_500 : 30_000,
});
const play = (limit: object = {}) => gateway.playPrompt(playRequest(limit), first);

/** Of the failure that it is; the causes are matched. */
type Expected = Partial<Omit<ProviderFailure, 'knownCauses'>> & { readonly knownCauses?: readonly unknown[] };

/** In this order. */
const causes = (...codes: readonly string[]) => codes.map((code) => expect.stringMatching(new RegExp(`^${code}: `)));

describe.each([
  ['playPrompt', play],
  ['recordResponse', (limit: object) => gateway.recordResponse(recordRequest(limit), first)],
  ['subscribeToTone', (limit: object) => gateway.subscribeToTone(bareRequest(limit), first)],
  ['cancelMediaProcessing', (limit: object) => gateway.cancelMediaProcessing(bareRequest(limit), first)],
  ['keepAlive', (limit: object) => gateway.keepAlive({ ...aboutCall, ...limit }, first)],
  ['getGraphCall', (limit: object) => gateway.getGraphCall({ ...aboutCall, ...limit }, first)],
  ['deleteCall', (limit: object) => gateway.deleteCall({ ...aboutCall, ...limit }, first)],
] as const)('%s is sent once, and', (_, send) => {
  test.each<[string, Behaviour, Expected]>([
    ['408', { status: 408 }, { class: 'ambiguous', sentBefore: true, status: 408 }],
    ['500/9999', graphError(500, '9999'), { class: 'ambiguous', sentBefore: true, status: 500, code: '9999' }],
    ['502', { status: 502, body: '<html>' }, { class: 'ambiguous', sentBefore: true, status: 502 }],
    ['503', graphError(503, 'UnknownError'), { class: 'ambiguous', sentBefore: true, status: 503 }],
    ['504', { status: 504 }, { class: 'ambiguous', sentBefore: true, status: 504 }],
    ['a broken connection', 'reset', { class: 'ambiguous', sentBefore: true }],
    ['silence', 'silence', { class: 'ambiguous', sentBefore: true }],
    ['half an answer', 'half', { class: 'ambiguous', sentBefore: true }],
    ['429', graphError(429, 'TooManyRequests'), { class: 'throttled', sentBefore: false, status: 429 }],
    ['401', graphError(401, 'InvalidAuthenticationToken'), { class: 'credentials', sentBefore: false, status: 401 }],
    ['400/8523', graphError(400, '8523'), { class: 'rejected', sentBefore: false, status: 400, code: '8523' }],
    ['400/8501', graphError(400, 8501), { class: 'notEstablished', sentBefore: false, status: 400, code: '8501' }],
    [
      '403/7504',
      graphError(403, '7504'),
      {
        class: 'rejected',
        sentBefore: false,
        status: 403,
        code: '7504',
        reason: 'forbidden',
        knownCauses: causes('7504', '7503', '7505'),
      },
    ],
    [
      '403 with the code inside of the message',
      graphError(403, 'Forbidden', '{"errorCode":"7505","message":"no"}'),
      { class: 'rejected', code: '7505', reason: 'forbidden', knownCauses: causes('7505', '7503', '7504') },
    ],
    [
      '403 without a code of calling',
      graphError(403, 'Forbidden'),
      {
        class: 'rejected',
        reason: 'forbidden',
        knownCauses: causes('7503', '7504', '7505'),
      },
    ],
    ['404 of somebody else', { status: 404, body: '<html>' }, { class: 'rejected', sentBefore: false, status: 404 }],
    ['409', graphError(409, '8519'), { class: 'conflict', sentBefore: false, status: 409, code: '8519' }],
    ['412', { status: 412 }, { class: 'rejected', sentBefore: false, status: 412 }],
    ['415', { status: 415 }, { class: 'rejected', sentBefore: false, status: 415 }],
    ['501', { status: 501 }, { class: 'rejected', sentBefore: false, status: 501 }],
    ['505', { status: 505 }, { class: 'rejected', sentBefore: false, status: 505 }],
    ['307', { status: 307, headers: { location: '/x' } }, { class: 'rejected', sentBefore: false, status: 307 }],
  ])('%s is classified', async (__, behaviour, failure) => {
    graph.answering(behaviour);
    expect(await send(givenUp(behaviour))).toMatchObject({ ok: false, failure });
    // One that was given up may arrive a little later, and would be counted with the next.
    await graph.untilAsked();
    expect(graph.requests).toHaveLength(failure.class === 'credentials' ? 2 : 1);
  });
});

test('a media request about a call that is gone is refused', async () => {
  graph.answering(graphError(404, '8522', 'Call not found.'));
  expect(await play()).toEqual({
    ok: false,
    failure: {
      class: 'callEnded',
      sentBefore: false,
      status: 404,
      code: '8522',
      message: 'Call not found.',
      reason: 'other',
    },
    sentence: 'Graph answered 404/8522 to playPrompt (attempt 1)',
  });
});

test('a connection that never came about is ambiguous, and certain not to have been sent', async () => {
  const gone = await RecordingServer.start();
  await gone.close();
  expect(await graphGatewayTo(gone.origin).playPrompt(playRequest(), first)).toEqual({
    ok: false,
    failure: { class: 'ambiguous', sentBefore: false },
    sentence: 'Graph could not be reached for playPrompt (attempt 1): ECONNREFUSED',
  });
});

test('a look that was made before may have been executed then', async () => {
  graph.answering({ status: 429 });
  const second = attemptNumber(2);
  expect(await gateway.deleteCall(aboutCall, second)).toMatchObject({
    failure: { class: 'throttled', sentBefore: true },
  });
});

test.each([
  ['2.128', 2_128],
  ['7', 7_000],
  ['0.0001', 1],
  ['soon', undefined],
  ['-1', undefined],
])('Retry-After: %s asks for a wait of %s ms', async (header, expected) => {
  for (const status of [429, 503]) {
    graph.answering({ status, headers: { 'retry-after': header } });
    const attempted = await play();
    expect(attempted.ok ? undefined : attempted.failure.retryAfterMs).toBe(expected);
  }
});

describe('what Graph said', () => {
  test('names nobody', async () => {
    graph.answering(graphError(403, '7504', 'No access for 8:orgid:4e9c1b2a to +14255550123.'));
    expect(await play()).toMatchObject({ failure: { message: 'No access for <participant> to <participant>.' } });
  });

  test('is not taken from a page of somebody else', async () => {
    graph.answering({ status: 403, body: '<html>proxy</html>' });
    expect(await play()).toMatchObject({ failure: { class: 'rejected', sentBefore: false, status: 403 } });
  });

  test.each<[Behaviour, string]>([
    [graphError(503, 'UnknownError'), 'Graph answered 503/UnknownError to playPrompt (attempt 1)'],
    [{ status: 503 }, 'Graph answered 503 to playPrompt (attempt 1)'],
    ['reset', 'Graph left playPrompt unanswered (attempt 1): ECONNRESET'],
    ['silence', 'Graph left playPrompt unanswered (attempt 1): no answer within 1500 ms'],
  ])('%j is told in one sentence', async (behaviour, sentence) => {
    graph.answering(behaviour);
    expect(await play(givenUp(behaviour))).toMatchObject({ sentence });
  });
});
