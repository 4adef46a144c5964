import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { attemptNumber } from '../support/acs-requests.ts';
import {
  aboutCall,
  bareRequest,
  graphGatewayTo,
  OTHER_TENANT,
  playRequest,
  recordRequest,
  TENANT,
} from '../support/graph-requests.ts';
import { CLIENT_SECRET, GraphStage } from '../support/graph-stage.ts';

let stage: GraphStage;
let gateway: ChildProcess;
let callId: string;
/** Also for who signs in first. */
const patiently = { httpTimeoutMs: 20_000 };

beforeAll(async () => {
  stage = await GraphStage.start();
  gateway = stage.gateway();
});
beforeEach(async () => {
  await stage.control.reset();
  await stage.control.setSwitches({ promptDurationMs: null, recordDurationMs: null });
  callId = await stage.control.createCall({ callbackUri: 'http://127.0.0.1:9/nobody', tenantId: TENANT });
});
afterAll(() => stage.close());

const play = (changes: object = {}) =>
  stage.ask(gateway, 'playPrompt', playRequest({ callId, ...patiently, ...changes }));
const getCall = (changes: object = {}) =>
  stage.ask(gateway, 'getGraphCall', { ...aboutCall, callId, ...patiently, ...changes });
const heard = async () => {
  const { calls, requests } = await stage.control.ledger();
  const operations = calls.find((call) => call.callId === callId)?.operations ?? [];
  return { operations, requests: requests.map(({ operation, fault }) => [operation, fault].filter(Boolean).join(' ')) };
};

describe('a call', () => {
  test('is played to, recorded and listened to, and what plays is cancelled', async () => {
    const operationId = expect.stringMatching(/^[0-9a-f]{8}-/);
    const running = { ok: true, value: { operationId, status: 'running' }, status: 200 };
    const completed = { ...running, value: { operationId, status: 'completed', result: 'completed' } };
    expect(await play({ clientContext: 'p' })).toEqual(running);
    expect(
      await stage.ask(gateway, 'recordResponse', recordRequest({ callId, ...patiently, clientContext: 'r' })),
    ).toEqual(running);
    expect(await stage.ask(gateway, 'subscribeToTone', bareRequest({ callId, ...patiently }))).toEqual(completed);
    expect(await stage.ask(gateway, 'cancelMediaProcessing', bareRequest({ callId, ...patiently }))).toEqual(completed);
    expect((await heard()).operations).toMatchObject([
      { clientContext: 'p', state: 'cancelled' },
      { clientContext: 'r', state: 'cancelled' },
    ]);
  });

  test('is looked at, kept alive and hung up, and is then not found', async () => {
    const about = { ...aboutCall, callId, ...patiently };
    const call = { found: true, state: 'established', audio: 'active', tenantId: TENANT };
    expect(await getCall()).toMatchObject({ ok: true, value: call });
    expect(await stage.ask(gateway, 'keepAlive', about)).toEqual({ ok: true, value: { found: true }, status: 200 });
    expect(await stage.ask(gateway, 'deleteCall', about)).toEqual({ ok: true, value: { found: true }, status: 204 });
    const gone = { ok: true, value: { found: false }, status: 404 };
    expect(await stage.ask(gateway, 'deleteCall', about)).toEqual(gone);
    expect(await stage.ask(gateway, 'keepAlive', about)).toEqual(gone);
    expect(await getCall()).toEqual(gone);
    expect(await play()).toMatchObject({ failure: { class: 'callEnded', status: 404, code: '8522' } });
  });

  test('tells its operation by the body where Location has another one', async () => {
    await stage.control.setSwitches({ locationId: 'other' });
    const attempted = await play();
    const [operation] = (await heard()).operations;
    expect(attempted).toMatchObject({
      ok: true,
      value: { operationId: operation?.operationId },
      remark: expect.stringContaining('another one in Location'),
    });
  });
});

describe('one request leaves for one that is made', () => {
  test.each([
    ['respond', 'beforeExecuting', { status: 503 }, 'ambiguous', 0],
    ['respond', 'afterExecuting', { status: 503, retryAfter: '2.128' }, 'ambiguous', 1],
    ['respond', 'afterExecuting', { status: 504 }, 'ambiguous', 1],
    ['respond', 'arrival', { status: 429, retryAfter: '2.128' }, 'throttled', 0],
    ['respond', 'arrival', { status: 307 }, 'rejected', 0],
    ['reset', 'arrival', {}, 'ambiguous', 0],
    ['reset', 'afterExecuting', {}, 'ambiguous', 1],
    ['noAnswer', 'arrival', {}, 'ambiguous', 0],
    ['noAnswer', 'afterExecuting', {}, 'ambiguous', 1],
    ['emptyBody', 'afterExecuting', {}, 'unreadable', 1],
  ] as const)('%s %s %j is %s, and the prompt is played %i times', async (kind, at, more, failureClass, played) => {
    expect(await getCall()).toMatchObject({ ok: true });
    await stage.control.addFault({ operation: 'playPrompt', kind, at, ...more });
    const limit = kind === 'noAnswer' ? { httpTimeoutMs: 1_000 } : {};
    expect(await play(limit)).toMatchObject({ ok: false, failure: { class: failureClass } });
    // Were anything to repeat the request, it would do so within this time at the latest.
    await new Promise((fulfil) => setTimeout(fulfil, 300));
    const { operations, requests } = await heard();
    expect(requests).toEqual(['getCall', `playPrompt ${kind} ${at}`]);
    expect(operations).toHaveLength(played);
  });

  test('many at once make no noise', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => play({ clientContext: `p${index}` })));
    expect((await heard()).operations).toHaveLength(20);
    expect(stage.written).not.toContain('MaxListenersExceededWarning');
  });

  test('a connection that breaks is told at once', async () => {
    await stage.control.addFault({ operation: 'playPrompt', kind: 'reset', at: 'afterExecuting' });
    expect(await play()).toMatchObject({ sentence: 'Graph left playPrompt unanswered (attempt 1): ECONNRESET' });
  });

  test('a wait is told in milliseconds', async () => {
    const fault = {
      operation: 'playPrompt',
      kind: 'respond',
      at: 'arrival',
      status: 429,
      retryAfter: '2.128',
    } as const;
    await stage.control.addFault(fault);
    expect(await play()).toMatchObject({ failure: { retryAfterMs: 2_128 } });
  });
});

describe('signing in', () => {
  test('is to the tenant of the call', async () => {
    expect(await getCall()).toMatchObject({ ok: true });
    expect(await getCall({ tenantId: OTHER_TENANT })).toMatchObject({
      failure: { class: 'rejected', status: 403, code: '7505' },
    });
  });

  const nothingToBeHad = (sentence: RegExp) => ({
    ok: false,
    failure: { class: 'credentials', sentBefore: false },
    sentence: expect.stringMatching(sentence),
  });

  describe('for the first time', () => {
    let fresh: ChildProcess;
    beforeAll(() => {
      fresh = stage.gateway();
    });

    test.each([
      ['tenantNotFound', /no token of Entra ID is to be had \(\w*Error, AADSTS90002\)$/],
      ['refused', /no token of Entra ID is to be had \(\w*Error, AADSTS7000215\)$/],
      ['unavailable', /no token of Entra ID is to be had \(\w*Error.*\)$/],
    ] as const)('to a tenant that is %s fails, and nothing is sent', async (answer, sentence) => {
      await stage.control.setSwitches({ tenantAnswers: { [TENANT]: answer } });
      expect(await stage.ask(fresh, 'playPrompt', playRequest({ callId, ...patiently }))).toEqual(
        nothingToBeHad(sentence),
      );
      expect((await heard()).requests).toEqual([]);
    });

    test('and again when the token has come to its end, succeeds', async () => {
      await stage.control.setSwitches({ accessTokenSeconds: 30 });
      expect(await stage.ask(fresh, 'getGraphCall', { ...aboutCall, callId, ...patiently })).toMatchObject({
        ok: true,
      });
      await stage.control.setSwitches({ keepAliveWithinMs: null, clockOffsetMs: 60_000, accessTokenSeconds: 3_600 });
      expect(await stage.ask(fresh, 'getGraphCall', { ...aboutCall, callId, ...patiently })).toMatchObject({
        ok: true,
      });
    });
  });

  test('to a tenant that nobody knows fails, as one of another cloud does', async () => {
    const tenantId = '00000000-0000-4000-8000-000000000000';
    expect(await play({ tenantId })).toEqual(nothingToBeHad(/no token of Entra ID is to be had \(\w*Error.*\)$/));
    expect(await play({ cloud: 'usGovernment' })).toEqual(nothingToBeHad(/no application in the cloud usGovernment$/));
    expect((await heard()).requests).toEqual([]);
  });

  test('is done again when a token was refused', async () => {
    expect(await getCall()).toMatchObject({ ok: true });
    await stage.control.setSwitches({ keepAliveWithinMs: null, clockOffsetMs: 3_700_000 });
    expect(await getCall()).toMatchObject({ ok: true });
    const { requests } = await stage.control.ledger();
    expect(requests.filter(({ operation }) => operation === 'getCall').map(({ status }) => status)).toEqual([
      200, 401, 200,
    ]);
  });
});

test('a worker without an application asks nothing of Graph', async () => {
  const without = stage.gateway({
    GRAPH_APP_ID: '',
    GRAPH_CLIENT_SECRET: '',
    GRAPH_BASE_URL: '',
    GRAPH_AUTHORITY_HOST: '',
  });
  expect(await stage.ask(without, 'playPrompt', playRequest({ callId, ...patiently }))).toMatchObject({
    failure: { class: 'credentials', sentBefore: false },
    sentence: expect.stringContaining('the worker has no application in the cloud global'),
  });
});

test('an address whose certificate nobody vouches for is sent nothing', async () => {
  const attempted = await graphGatewayTo(stage.httpsUrl).playPrompt(
    playRequest({ callId, ...patiently }),
    attemptNumber(1),
  );
  expect(attempted).toMatchObject({
    failure: { class: 'ambiguous', sentBefore: false },
    sentence: expect.stringMatching(
      /^Graph could not be reached for playPrompt \(attempt 1\): UNABLE_TO_VERIFY_LEAF_SIGNATURE$/,
    ),
  });
  expect((await heard()).requests).toEqual([]);
});

test('neither the secret nor a token nor a prompt is written anywhere, however much the libraries are told to write', async () => {
  await play();
  await stage.control.setSwitches({ tenantAnswers: { [TENANT]: 'refused' }, refuseAccessTokens: true });
  await play();
  await play();
  expect(stage.written).toContain('azure:');
  expect(stage.written).not.toContain(CLIENT_SECRET);
  expect(stage.written).not.toContain('welcome.wav');
  expect(stage.written).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
});
