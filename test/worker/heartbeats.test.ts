import { setTimeout as sleep } from 'node:timers/promises';
import { heartbeat } from '@temporalio/activity';
import { expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { statechartWorkerOptions } from '../../src/statechart/worker/index.ts';

const HEARTBEAT_TIMEOUT_MS = 90;

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

const aWhile = () => sleep(HEARTBEAT_TIMEOUT_MS * 2);

test('the beats that the runtime adds repeat the details of the latest heartbeat of the activity', async () => {
  const beats = await beatsOf(async () => {
    heartbeat({ step: 1 });
    await aWhile();
    heartbeat({ step: 2 });
    await aWhile();
  });
  expect(beats.length).toBeGreaterThanOrEqual(6);
  expect(new Set(beats.map((details) => JSON.stringify(details)))).toEqual(new Set(['{"step":1}', '{"step":2}']));
});

test('until the activity heartbeats itself, they keep what its attempt before left', async () => {
  const beats = await beatsOf(aWhile, { step: 1 });
  expect(beats.length).toBeGreaterThanOrEqual(3);
  expect(new Set(beats)).toEqual(new Set([{ step: 1 }]));
});
