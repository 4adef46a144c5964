import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { operationActivities } from '../../src/activities/operations.ts';
import { CallOperations } from '../../src/client/index.ts';
import { personHash } from '../../src/client/person-hash.ts';
import type { OtherOperationsRequest } from '../../src/contract/operation-activities.ts';
import { rawIdOf, type Participant } from '../../src/contract/participant.ts';
import { connectToTemporal } from '../support/temporal.ts';

const bob: Participant = { kind: 'phoneNumber', value: '+14255550123' };
const carol: Participant = { kind: 'communicationUser', id: '8:acs:these-tests_carol' };

let client: Client;
let operations: CallOperations;

beforeAll(async () => {
  client = await connectToTemporal();
  operations = new CallOperations({
    client,
    callbackUri: 'https://calls.example.com/webhooks/acs',
    // No worker serves it: the operations stay as they were started.
    taskQueue: `nobody-${randomUUID()}`,
  });
});
afterAll(() => client.connection.close());

const start = async (callConnectionId: string, participant: Participant) => {
  const request = { participant, sourceCallerIdNumber: '+14255550100' };
  const operationId = await operations.addParticipant.start(callConnectionId, request);
  // The clock of Temporal goes on between two starts.
  await new Promise((resolve) => setTimeout(resolve, 5));
  return operationId;
};

const run = <Request, Answer>(activity: (request: Request) => Promise<Answer>, request: Request): Promise<Answer> =>
  new MockActivityEnvironment({}, { client, logger: new DefaultLogger('ERROR', () => undefined) }).run(
    (asked: Request) => activity(asked),
    request,
  );

const ask = (request: OtherOperationsRequest) => run(operationActivities.findOtherOperations, request);

/** Until visibility shows it too. */
async function untilClosed(operationId: string): Promise<{ readonly closeTime: Date }> {
  for (;;) {
    for await (const { closeTime } of client.workflow.list({ query: `WorkflowId = '${operationId}'` }))
      if (closeTime !== undefined) return { closeTime };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function untilListed(...operationIds: string[]): Promise<void> {
  for (;;) {
    const listed = await Promise.all(
      operationIds.map((id) => client.workflow.count(`WorkflowId = '${id}'`).then(({ count }) => count)),
    );
    if (listed.every((count) => count > 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('those for the same person in the same call are told that were open at any time since the one that asks began', async () => {
  const call = `call-${randomUUID()}`;
  const oldest = await start(call, bob);
  await untilListed(oldest);
  await client.workflow.getHandle(oldest).terminate('no longer needed');
  await untilClosed(oldest);
  const older = await start(call, bob);
  const newer = await start(call, bob);
  const ofOthers = [await start(call, carol), await start(`call-${randomUUID()}`, bob)];
  await untilListed(older, newer, ...ofOthers);
  const asked = { callConnectionId: call, personHash: personHash(call, rawIdOf(bob)) };

  const forOlder = await ask({ ...asked, operationId: older });
  const forNewer = await ask({ ...asked, operationId: newer });
  expect(forOlder).toEqual({ startedAt: forNewer.others[0]?.startedAt, others: [{ startedAt: forNewer.startedAt }] });
  expect(forNewer.others).toEqual([{ startedAt: forOlder.startedAt }]);
  expect(forOlder.startedAt < forNewer.startedAt).toBe(true);

  await client.workflow.getHandle(older).terminate('no longer needed');
  const { closeTime } = await untilClosed(older);
  expect((await ask({ ...asked, operationId: newer })).others).toEqual([
    { startedAt: forOlder.startedAt, endedAt: closeTime.toISOString() },
  ]);
});

test('in what case a call is written means nothing', async () => {
  const call = `call-${randomUUID()}`;
  const [one, other] = [await start(call, bob), await start(call.toUpperCase(), bob)];
  await untilListed(one, other);

  const asked = { callConnectionId: call.toUpperCase(), personHash: personHash(call, rawIdOf(bob)), operationId: one };
  expect((await ask(asked)).others).toHaveLength(1);
});

test.each([
  ["call-1' OR ExecutionStatus = 'Running", '00000'],
  ['call-1', "0' OR 'a' = 'a"],
  ['call-1', '000000'],
])('what is not of its shape never gets into a query: %s, %s', async (callConnectionId, hash) => {
  const operationId = 'acs-add-0';
  await expect(ask({ operationId, callConnectionId, personHash: hash })).rejects.toMatchObject({
    type: 'Defect',
    nonRetryable: true,
  });
});

test('an operation that Temporal cannot tell of is asked for again', async () => {
  const asked = { operationId: `acs-add-${randomUUID()}`, callConnectionId: 'call-1', personHash: '00000' };
  await expect(ask(asked)).rejects.toMatchObject({ type: 'TemporalUnavailable', nonRetryable: false });
});
