import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { operationActivities } from '../../src/activities/operations.ts';
import { CallOperations } from '../../src/client/index.ts';
import { personHash } from '../../src/client/person-hash.ts';
import type { NewerOperationRequest } from '../../src/contract/operation-activities.ts';
import type { Participant } from '../../src/contract/participant.ts';
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

const ask = (request: NewerOperationRequest) => run(operationActivities.findNewerOperation, request);

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

test('an operation for the same person in the same call is newer when it was started later, also after its end', async () => {
  const call = `call-${randomUUID()}`;
  const older = await start(call, bob);
  const newer = await start(call, bob);
  const ofOthers = [await start(call, carol), await start(`call-${randomUUID()}`, bob)];
  await untilListed(older, newer, ...ofOthers);
  const asked = { callConnectionId: call, personHash: personHash(call, bob) };

  expect(await ask({ ...asked, operationId: older })).toEqual({ exists: true });
  expect(await ask({ ...asked, operationId: newer })).toEqual({ exists: false });

  await client.workflow.getHandle(newer).terminate('no longer needed');
  await untilClosed(newer);
  expect(await ask({ ...asked, operationId: older })).toEqual({ exists: true });
});

test('another operation for the same person in the same call is concurrent while it is open, and if it ended since', async () => {
  const call = `call-${randomUUID()}`;
  const [one, other] = [await start(call, bob), await start(call, bob)];
  const ofOthers = [await start(call, carol), await start(`call-${randomUUID()}`, bob)];
  await untilListed(one, other, ...ofOthers);
  const concurrent = (operationId: string, since: Date) =>
    run(operationActivities.findConcurrentOperation, {
      operationId,
      callConnectionId: call,
      personHash: personHash(call, bob),
      since: since.toISOString(),
    });
  const before = new Date();

  expect(await concurrent(one, before)).toEqual({ exists: true });
  expect(await concurrent(other, before)).toEqual({ exists: true });

  await client.workflow.getHandle(other).terminate('no longer needed');
  const { closeTime } = await untilClosed(other);
  expect(await concurrent(one, before)).toEqual({ exists: true });
  expect(await concurrent(one, new Date(closeTime.getTime() + 1_000))).toEqual({ exists: false });
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
