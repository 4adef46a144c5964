import { heartbeat } from '@temporalio/activity';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { statechartWorkerOptions } from '../../src/statechart/worker/index.ts';

const HEARTBEAT_TIMEOUT_MS = 90;

beforeAll(() => void jest.useFakeTimers());
afterAll(() => void jest.useRealTimers());

/** What Temporal is told while the activity runs, in order. */
async function beatsOf(activity: () => Promise<void>, heartbeatDetails?: unknown): Promise<unknown[]> {
  const environment = new MockActivityEnvironment(
    { heartbeatTimeoutMs: HEARTBEAT_TIMEOUT_MS, heartbeatDetails },
    { interceptors: statechartWorkerOptions().interceptors.activity },
  );
  const beats: unknown[] = [];
  environment.on('heartbeat', (details) => beats.push(details));
  await environment.run(activity);
  return beats;
}

const aTimeout = () => jest.advanceTimersByTimeAsync(HEARTBEAT_TIMEOUT_MS);

test('the three beats of a time-out that the runtime adds repeat the details of the latest heartbeat of the activity', async () => {
  const beats = await beatsOf(async () => {
    heartbeat({ step: 1 });
    await aTimeout();
    heartbeat({ step: 2 });
    await aTimeout();
  });
  expect(beats).toEqual([1, 1, 1, 1, 2, 2, 2, 2].map((step) => ({ step })));
});

test('until the activity heartbeats itself, they keep what its attempt before left', async () => {
  expect(await beatsOf(aTimeout, { step: 1 })).toEqual([{ step: 1 }, { step: 1 }, { step: 1 }]);
});
