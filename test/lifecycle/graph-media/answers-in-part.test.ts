import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { CallOperations } from '../../../src/client/index.ts';
import { missingDeadlines } from '../../support/failing-rpcs.ts';
import { graphLifecycle } from '../../support/graph-lifecycle.ts';
import { connectToTemporal } from '../../support/temporal.ts';

const running = graphLifecycle();
const within = { timeoutMs: 4_000 };
let client: Client;
/** Of a client that is answered no query. */
let operations: CallOperations;

beforeAll(async () => {
  client = await connectToTemporal({ interceptors: missingDeadlines(/QueryWorkflow$/) });
  operations = new CallOperations({ client, callbackUri: 'https://calls.example.com/webhooks/acs' });
});
afterAll(() => client.connection.close());

test('a cancel of all media that was taken says so, also where the call cannot be shown', async () => {
  const call = await running.adopted();
  const operationId = await running.media.heard(call);

  expect(await operations.graphCall(call).cancelMedia(within)).toEqual({ cancelId: expect.any(String) });
  expect((await running.media.settled(operationId)).outcome).toMatchObject({ type: 'cancelled' });
});

test('a cancel of one queued operation that was taken says so, also where the operation cannot be shown', async () => {
  const { graph, media } = running;
  const callId = await running.adopted();
  // One request is on its way at a time: the second prompt waits here.
  await graph.addFault({ operation: 'playPrompt', kind: 'hold', at: 'arrival', name: 'first', callId });
  await media.play(callId);
  await graph.untilHeld('first');
  const queued = await media.play(callId);

  expect(await operations.mediaOperation.cancel(queued, within)).toEqual({ taken: true });
  await graph.release('first');
  expect((await media.settled(queued)).outcome).toMatchObject({ type: 'cancelled' });
});
