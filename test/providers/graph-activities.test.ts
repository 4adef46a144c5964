import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { createGraphActivities } from '../../src/activities/graph.ts';
import { environment, failureOf } from '../support/activity-environment.ts';
import {
  aboutCall,
  bareRequest,
  CALL,
  graphGatewayTo,
  playRequest,
  recordRequest,
  TENANT,
} from '../support/graph-requests.ts';
import { RecordingServer } from '../support/recording-server.ts';

let graph: RecordingServer;
let activities: ReturnType<typeof createGraphActivities>;

beforeAll(async () => {
  graph = await RecordingServer.start();
  activities = createGraphActivities({ gateway: graphGatewayTo(graph.origin) });
});
afterAll(() => graph.close());

const operationId = '0fe0623f-d628-42ed-b4bd-8ac290072cc5';

test('each activity makes one request and gives its answer', async () => {
  const { env } = environment();
  graph.answering({ status: 200, body: { id: operationId, status: 'running' } });
  const answer = { operationId, status: 'running' };
  expect(await env.run(activities.playPrompt, playRequest())).toEqual(answer);
  expect(await env.run(activities.recordResponse, recordRequest())).toEqual(answer);
  expect(await env.run(activities.subscribeToTone, bareRequest())).toEqual(answer);
  expect(await env.run(activities.cancelMediaProcessing, bareRequest())).toEqual(answer);
  expect(graph.requests).toHaveLength(4);
  graph.answering({ status: 200, body: { state: 'established', mediaState: { audio: 'active' }, tenantId: TENANT } });
  const call = { found: true, state: 'established', audio: 'active', tenantId: TENANT };
  expect(await env.run(activities.getGraphCall, aboutCall)).toEqual(call);
  expect(await env.run(activities.keepAlive, aboutCall)).toEqual({ found: true });
  graph.answering({ status: 404, body: { error: { code: '8522', message: 'Call not found.' } } });
  expect(await env.run(activities.deleteCall, aboutCall)).toEqual({ found: false });
  expect(graph.requests).toHaveLength(1);
});

const mediaRuns = (attempt: number) => [
  environment(attempt).env.run(activities.playPrompt, playRequest()),
  environment(attempt).env.run(activities.recordResponse, recordRequest()),
  environment(attempt).env.run(activities.subscribeToTone, bareRequest()),
  environment(attempt).env.run(activities.cancelMediaProcessing, bareRequest()),
];

describe('what changes the media of a call is sent by a first attempt only', () => {
  test('a second one is ambiguous, and sends nothing', async () => {
    graph.answering({ status: 200, body: { id: operationId } });
    for (const run of mediaRuns(2)) {
      expect(await failureOf(run)).toMatchObject({
        type: 'ambiguous',
        nonRetryable: true,
        message: expect.stringMatching(/^\w+ was not sent again: an earlier attempt may have been \(attempt 2\)$/),
        details: [{ class: 'ambiguous', sentBefore: true, failedAt: expect.any(String) }],
      });
    }
    expect(graph.requests).toHaveLength(0);
  });

  test.each([
    [503, 'ambiguous', true],
    [429, 'throttled', false],
    [401, 'credentials', false],
    [403, 'rejected', false],
    [200, 'unreadable', true],
  ])('%i is of type %s, and no retry policy repeats it', async (status, type, sentBefore) => {
    graph.answering({ status, headers: { 'retry-after': '2.128' } });
    for (const run of mediaRuns(1)) {
      const failure = await failureOf(run);
      expect(failure).toMatchObject({ type, nonRetryable: true, details: [{ class: type, sentBefore, status }] });
    }
    // After a 401 each is sent once more, with a fresh token.
    expect(graph.requests).toHaveLength(status === 401 ? 8 : 4);
  });

  test('how long Graph asks to wait is told to whoever may send again', async () => {
    graph.answering({ status: 429, headers: { 'retry-after': '2.128' } });
    const failure = await failureOf(environment().env.run(activities.playPrompt, playRequest()));
    expect(failure.details).toMatchObject([{ retryAfterMs: 2_128 }]);
  });

  test('past its time it is expired', async () => {
    graph.answering({ status: 200 });
    const request = playRequest({ sendUntil: new Date(Date.now() - 1).toISOString() });
    expect(await failureOf(environment().env.run(activities.playPrompt, request))).toMatchObject({
      type: 'expired',
      nonRetryable: true,
      category: ApplicationFailureCategory.BENIGN,
      details: [{ class: 'expired', sentBefore: false }],
    });
    expect(graph.requests).toHaveLength(0);
  });

  test('once it was sent, its answer is kept although the activity was cancelled meanwhile', async () => {
    const { env } = environment();
    graph.answering(() => {
      env.cancel();
      return { status: 200, body: { id: operationId } };
    });
    expect(await env.run(activities.playPrompt, playRequest())).toEqual({ operationId });
  });
});

test('a media request that its worker gives up before it was sent is certain not to have been sent', async () => {
  const silent = graphGatewayTo(graph.origin, () => ({ getToken: () => new Promise(() => undefined) }));
  const { env } = environment();
  const run = env.run(createGraphActivities({ gateway: silent }).playPrompt, playRequest({ httpTimeoutMs: 30_000 }));
  setTimeout(() => env.cancel('WORKER_SHUTDOWN'), 50);

  expect(await failureOf(run)).toMatchObject({
    type: 'ambiguous',
    message: 'playPrompt was given up: the worker shuts down (attempt 1)',
    details: [{ class: 'ambiguous', sentBefore: false }],
  });
});

describe('what asks of a call or ends it may be repeated', () => {
  test.each(['keepAlive', 'getGraphCall', 'deleteCall'] as const)('%s is sent by a second attempt', async (name) => {
    graph.answering({ status: 200, body: {} });
    expect(await environment(2).env.run(activities[name], aboutCall)).toMatchObject({ found: true });
    expect(graph.requests).toHaveLength(1);
  });

  test.each(['keepAlive', 'getGraphCall', 'deleteCall'] as const)(
    '%s is repeated by the retry policy, and not later than after 10 s',
    async (name) => {
      graph.answering({ status: 503, headers: { 'retry-after': '40' } });
      expect(await failureOf(environment().env.run(activities[name], aboutCall))).toMatchObject({
        type: 'ambiguous',
        nonRetryable: false,
        nextRetryDelay: 10_000,
      });
    },
  );

  test('a cancelled one is cancelled and not failed', async () => {
    graph.answering('silence');
    const { env } = environment();
    const run = env.run(activities.getGraphCall, aboutCall);
    setTimeout(() => env.cancel(), 50);
    await expect(run).rejects.toThrow(CancelledFailure);
  });
});

test('a defect is not repeated, and no machine takes it for a failure of Graph', async () => {
  graph.answering({ status: 200 });
  const defective = { ...playRequest(), prompts: undefined } as never;
  expect(await failureOf(environment().env.run(activities.playPrompt, defective))).toMatchObject({
    type: 'Defect',
    nonRetryable: true,
    message: 'playPrompt failed by a defect (attempt 1): TypeError',
  });
  expect(graph.requests).toHaveLength(0);
});

describe('the log', () => {
  test('has one line for an attempt, which names the call', async () => {
    graph.answering({ status: 500, body: { error: { code: '9999', message: 'for +14255550123' } } });
    const { env, ownLines } = environment();
    await env.run(activities.playPrompt, playRequest()).catch(() => undefined);
    expect(ownLines()).toEqual([
      {
        level: 'WARN',
        message: 'Graph answered 500/9999 to playPrompt (attempt 1)',
        meta: expect.objectContaining({ operation: 'playPrompt', callId: CALL, class: 'ambiguous', status: 500 }),
      },
    ]);
  });

  test('tells of an operation that Location names otherwise', async () => {
    const location = `/communications/calls/${CALL}/operations/17e3b46c-f61d-4f4d-9635-c626ef18e6ad`;
    graph.answering({ status: 200, body: { id: operationId }, headers: { location } });
    const { env, ownLines } = environment();
    expect(await env.run(activities.playPrompt, playRequest())).toEqual({ operationId });
    expect(ownLines()).toMatchObject([
      { level: 'INFO', message: 'playPrompt accepted (attempt 1)' },
      {
        level: 'WARN',
        message: expect.stringContaining(`names operation ${operationId} in its body, which counts`),
        meta: { callId: CALL },
      },
    ]);
  });

  test('holds no token, no prompt and nobody who is called', async () => {
    graph.answering({ status: 500, body: { error: { code: '9999', message: 'for +14255550123' } } });
    const { env, lines } = environment();
    await env.run(activities.playPrompt, playRequest()).catch(() => undefined);
    const told = JSON.stringify(lines, (_, value: unknown) =>
      value instanceof Error ? [value.stack, Object.entries(value)] : value,
    );
    expect(told).toContain('Activity failed');
    for (const secret of ['14255550123', 'token-of-', 'welcome.wav']) expect(told).not.toContain(secret);
  });
});
