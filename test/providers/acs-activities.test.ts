import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { createAcsActivities } from '../../src/activities/acs.ts';
import { ACCESS_KEY, addRequest, cancelRequest, gatewayTo, look, removeRequest } from '../support/acs-requests.ts';
import { environment, failureOf } from '../support/activity-environment.ts';
import { RecordingServer } from '../support/recording-server.ts';

let acs: RecordingServer;
let activities: ReturnType<typeof createAcsActivities>;

beforeAll(async () => {
  acs = await RecordingServer.start();
  activities = createAcsActivities({ gateway: gatewayTo(acs.origin) });
});
afterAll(() => acs.close());

const past = (ms: number) => new Date(Date.now() - ms);

test('each activity makes one request and gives its answer', async () => {
  const { env } = environment();
  acs.answering({ status: 202, body: { invitationId: 'i-1' } });
  expect(await env.run(activities.addParticipant, addRequest())).toEqual({
    invitationId: 'i-1',
    answeredAt: expect.any(String),
  });
  expect(await env.run(activities.cancelAddParticipant, cancelRequest())).toEqual({ answeredAt: expect.any(String) });
  expect(await env.run(activities.removeParticipant, removeRequest())).toBeUndefined();
  acs.answering({ status: 200, body: { value: [], callConnectionState: 'connected' } });
  expect(await env.run(activities.getParticipants, look)).toEqual({ rawIds: [] });
  expect(await env.run(activities.getCall, look)).toEqual({ state: 'connected' });
  acs.answering({ status: 404, body: { error: { code: '8558', message: 'not present' } } });
  const { participant } = addRequest();
  expect(await env.run(activities.getParticipant, { ...look, participant })).toEqual({ state: 'absent' });
  expect(acs.requests).toHaveLength(1);
});

test('a failure tells when it happened, by the clock of the worker', async () => {
  acs.answering({ status: 503 });
  const before = Date.now();
  const { details } = await failureOf(environment().env.run(activities.addParticipant, addRequest()));
  const [{ failedAt }] = details as [{ failedAt: string }];
  expect(Date.parse(failedAt)).toBeGreaterThanOrEqual(before);
  expect(Date.parse(failedAt)).toBeLessThanOrEqual(Date.now());
});

describe('a request that comes too late is not sent', () => {
  test.each([
    [1, false],
    [2, true],
  ])('past notAfter it is expired; attempt %i says sentBefore %s', async (attempt, sentBefore) => {
    acs.answering({ status: 202 });
    const request = addRequest({ notAfter: past(1).toISOString() });
    const failure = await failureOf(environment(attempt).env.run(activities.addParticipant, request));
    expect(failure).toMatchObject({ type: 'expired', nonRetryable: true, details: [{ class: 'expired', sentBefore }] });
    expect(acs.requests).toHaveLength(0);
  });

  test.each([
    [1, false],
    [2, true],
  ])('with a pair past its window it is not sent; attempt %i says sentBefore %s', async (attempt, sentBefore) => {
    acs.answering({ status: 202 });
    const late = { pair: { ...addRequest().pair, firstSent: past(10_000).toUTCString() }, pairWindowMs: 9_000 };
    for (const run of [
      environment(attempt).env.run(activities.addParticipant, addRequest(late)),
      environment(attempt).env.run(activities.cancelAddParticipant, cancelRequest(late)),
    ]) {
      const failure = await failureOf(run);
      expect(failure).toMatchObject({
        type: 'windowPassed',
        nonRetryable: true,
        details: [{ class: 'windowPassed', sentBefore }],
      });
    }
    expect(acs.requests).toHaveLength(0);
  });

  test('a first attempt of a pair that an earlier activity may have sent says so', async () => {
    acs.answering({ status: 202 });
    const request = addRequest({ notAfter: past(1).toISOString(), sentBefore: true });
    const failure = await failureOf(environment().env.run(activities.addParticipant, request));
    expect(failure).toMatchObject({ type: 'expired', details: [{ sentBefore: true }] });
  });

  test('inside both limits it is sent', async () => {
    acs.answering({ status: 202 });
    const pair = { ...addRequest().pair, firstSent: past(5_000).toUTCString() };
    await environment(2).env.run(activities.addParticipant, addRequest({ pair, pairWindowMs: 60_000 }));
    expect(acs.requests).toHaveLength(1);
  });
});

describe('a failure becomes the failure of the activity', () => {
  test.each([
    [503, 1, 'ambiguous', false],
    [429, 1, 'throttled', false],
    [409, 2, 'stillRunning', false],
    [409, 1, 'conflict', true],
    [400, 1, 'rejected', true],
    [400, 2, 'mismatch', true],
    [401, 1, 'credentials', true],
    [412, 1, 'windowPassed', true],
    [200, 1, 'unreadable', true],
  ])('%i at attempt %i is of type %s, non-retryable %s', async (status, attempt, type, nonRetryable) => {
    acs.answering({ status });
    const failure = await failureOf(environment(attempt).env.run(activities.addParticipant, addRequest()));
    expect(failure).toMatchObject({ type, nonRetryable, details: [{ class: type, status }] });
    expect(failure.message).toMatch(`ACS answered ${status} to addParticipant`);
    expect(failure.message).toMatch(`(attempt ${attempt})`);
  });

  test('Retry-After is the delay of the next retry', async () => {
    acs.answering({ status: 503, headers: { 'retry-after': '2.5' } });
    const failure = await failureOf(environment().env.run(activities.addParticipant, addRequest()));
    expect(failure).toMatchObject({ nonRetryable: false, nextRetryDelay: 2_500 });
  });

  test('a wait that outlasts the window ends the repeats while it is still known what the provider said', async () => {
    acs.answering({ status: 429, headers: { 'retry-after': '90' } });
    const failure = await failureOf(environment().env.run(activities.addParticipant, addRequest()));
    expect(failure).toMatchObject({
      type: 'throttled',
      nonRetryable: true,
      details: [{ sentBefore: false, retryAfterMs: 90_000 }],
    });
  });

  test.each([
    ['90', 10_000],
    ['86400', 10_000],
    ['2', 2_000],
  ])('a look that is to wait %s s is repeated after %i ms', async (wait, delay) => {
    acs.answering({ status: 429, headers: { 'retry-after': wait } });
    for (const run of [
      environment().env.run(activities.getCall, look),
      environment().env.run(activities.getParticipants, look),
    ]) {
      expect(await failureOf(run)).toMatchObject({ type: 'throttled', nonRetryable: false, nextRetryDelay: delay });
    }
  });

  test('a request that changes something waits as long as the provider asks', async () => {
    acs.answering({ status: 429, headers: { 'retry-after': '40' } });
    const failure = await failureOf(environment().env.run(activities.addParticipant, addRequest()));
    expect(failure).toMatchObject({ nonRetryable: false, nextRetryDelay: 40_000 });
  });

  test('what a lifecycle expects is benign, what an operator needs to see is not', async () => {
    acs.answering(({ url }) => ({ status: url.includes(':add?') ? 404 : 503 }));
    const { BENIGN } = ApplicationFailureCategory;
    expect((await failureOf(environment().env.run(activities.addParticipant, addRequest()))).category).toBe(BENIGN);
    expect(
      (await failureOf(environment().env.run(activities.cancelAddParticipant, cancelRequest()))).category,
    ).not.toBe(BENIGN);
  });

  test('a cancelled activity is cancelled and not failed', async () => {
    acs.answering('silence');
    const { env } = environment();
    const run = env.run(activities.cancelAddParticipant, cancelRequest());
    setTimeout(() => env.cancel(), 50);
    await expect(run).rejects.toThrow(CancelledFailure);
  });

  test('one that its worker gives up when it shuts down is ambiguous, and repeated by the next worker', async () => {
    acs.answering('silence');
    const { env } = environment();
    const run = env.run(activities.cancelAddParticipant, cancelRequest());
    setTimeout(() => env.cancel('WORKER_SHUTDOWN'), 50);
    expect(await failureOf(run)).toMatchObject({
      type: 'ambiguous',
      nonRetryable: false,
      message: 'cancelAddParticipant was given up: the worker shuts down (attempt 1)',
      details: [{ class: 'ambiguous', sentBefore: true }],
    });
  });

  test.each([
    ['in what is sent', { participant: undefined }],
    ['before anything is sent', { pair: undefined }],
  ])('a defect %s is not repeated, and no machine takes it for a failure of the provider', async (_name, changes) => {
    acs.answering({ status: 202 });
    const defective = { ...addRequest(), ...changes } as never;
    const failure = await failureOf(environment().env.run(activities.addParticipant, defective));
    expect(failure).toMatchObject({
      type: 'Defect',
      nonRetryable: true,
      message: 'addParticipant failed by a defect (attempt 1): TypeError',
    });
    expect(failure.details ?? []).toEqual([]);
    // What it says may name somebody: where it happened is all that goes on.
    expect(failure.cause).toMatchObject({ message: expect.stringMatching(/^TypeError at \w+/) });
    expect(failure.cause?.stack).toMatch(/^TypeError at .*\n +at /);
    expect(acs.requests).toHaveLength(0);
  });
});

describe('the log', () => {
  test.each([
    [{ status: 202 }, 'INFO', 'addParticipant accepted (attempt 3)', { status: 202 }],
    [{ status: 503 }, 'WARN', 'ACS answered 503 to addParticipant (attempt 3)', { class: 'ambiguous', status: 503 }],
    [
      { status: 404, body: { error: { code: '8522', message: 'No call.' } } },
      'INFO',
      'ACS answered 404/8522 to addParticipant (attempt 3)',
      { class: 'rejected', status: 404, code: '8522' },
    ],
  ])('has one line for the attempt that is answered %j', async (reply, level, message, meta) => {
    acs.answering(reply);
    const { env, ownLines } = environment(3);
    await env.run(activities.addParticipant, addRequest()).catch(() => undefined);
    expect(ownLines()).toEqual([
      {
        level,
        message,
        meta: expect.objectContaining({ operation: 'addParticipant', callConnectionId: 'call-1', attempt: 3, ...meta }),
      },
    ]);
  });

  test('names nobody who is called, and no key', async () => {
    acs.answering({ status: 500, body: { error: { code: '1', message: 'failed for 4:+14255550123' } } });
    const { env, lines } = environment();
    await env.run(activities.addParticipant, addRequest()).catch(() => undefined);
    const told = JSON.stringify(lines, (_, value: unknown) =>
      value instanceof Error ? [value.stack, Object.entries(value)] : value,
    );
    expect(told).toContain('Activity failed');
    for (const secret of ['14255550123', '14255550100', ACCESS_KEY]) expect(told).not.toContain(secret);
  });
});
