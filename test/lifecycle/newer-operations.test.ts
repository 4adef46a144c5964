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
import { connectToTemporal } from '../support/replay.ts';

const bob: Participant = { kind: 'phoneNumber', value: '+14255550123' };
const carol: Participant = { kind: 'communicationUser', id: '8:acs:these-tests_carol' };

let client: Client;
let operations: CallOperations;

beforeAll(async () => {
  client = await connectToTemporal();
  const waits = {
    httpTimeoutMs: 1,
    startToCloseMs: 1,
    heartbeatMs: 1,
    pairWindowMs: 1,
    graceMs: 1,
    backOffMs: 1,
    lastDeadlineMs: 1,
  };
  operations = new CallOperations(client, {
    // No worker serves it: the operations stay as they were started.
    taskQueue: `nobody-${randomUUID()}`,
    notAfterMs: 60_000,
    defaults: { operationCallbackUri: 'https://calls.example.com/webhooks/acs', waits, cancelledCodes: [] },
  });
});
afterAll(() => client.connection.close());

const start = async (callConnectionId: string, participant: Participant) => {
  const request = {
    participant,
    sourceCallerIdNumber: '+14255550100',
    invitationTimeoutSeconds: 30,
    lateJoin: 'remove',
  } as const;
  const operationId = await operations.startAddParticipant(request, { caller: 'local', callConnectionId });
  // The clock of Temporal goes on between two starts.
  await new Promise((resolve) => setTimeout(resolve, 5));
  return operationId;
};

const ask = (request: NewerOperationRequest) =>
  new MockActivityEnvironment({}, { client, logger: new DefaultLogger('ERROR', () => undefined) }).run(
    (asked: NewerOperationRequest) => operationActivities.findNewerOperation(asked),
    request,
  );

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
  await untilListed(newer);
  expect(await ask({ ...asked, operationId: older })).toEqual({ exists: true });
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
