import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { expect, test } from '@jest/globals';
import {
  CallOperations,
  IdempotencyKeyReused,
  InvalidRequest,
  NotAfterPassed,
  TemporalUnavailable,
  type AddParticipantRequest,
} from '../../src/client/index.ts';
import {
  ALREADY_EXISTS,
  clientAnsweredBy,
  NOT_FOUND,
  RpcFails,
  UNAVAILABLE,
  type RpcAnswers,
} from '../support/answering-rpcs.ts';

/* What a start asks of Temporal, and what is made of the answers. That Temporal does what it is asked is tested on a real server. */

type Start = temporal.api.workflowservice.v1.IStartWorkflowExecutionRequest;

const call = 'A1B2C3';
const request: AddParticipantRequest = {
  participant: { kind: 'phoneNumber', value: '+14255550123' },
  sourceCallerIdNumber: '+14255550100',
  invitationTimeoutSeconds: 30,
  lateJoin: 'remove',
};

function operations(answers: RpcAnswers = {}) {
  const starts: Start[] = [];
  const client = clientAnsweredBy({
    StartWorkflowExecution: (start) => {
      starts.push(start);
      return { runId: 'run' };
    },
    ...answers,
  });
  const callbackUri = 'https://calls.example.com/webhooks/acs';
  const { addParticipant } = new CallOperations({ client, callbackUri, taskQueue: 'queue' });
  return { addParticipant, starts };
}

function values(payloads: readonly Payload[] | null | undefined): unknown[] {
  return (payloads ?? []).map((payload) => defaultPayloadConverter.fromPayload(payload));
}

function indexed({ searchAttributes }: Start): Record<string, unknown> {
  const fields = Object.entries(searchAttributes?.indexedFields ?? {});
  return Object.fromEntries(fields.map(([name, payload]) => [name, values([payload])[0]]));
}

/** Another process has started it before, as that start says. */
function startedBefore(start: Start, changes: { readonly type?: string } = {}): RpcAnswers {
  const workflowType = { name: changes.type ?? start.workflowType?.name ?? '' };
  const started = { workflowExecutionStartedEventAttributes: { workflowType, input: start.input ?? null } };
  return {
    StartWorkflowExecution: () => {
      throw new RpcFails(ALREADY_EXISTS, 'Workflow execution already started');
    },
    GetWorkflowExecutionHistory: () => ({ history: { events: [started] } }),
  };
}

const notThere = () => {
  throw new RpcFails(NOT_FOUND, 'workflow not found');
};

async function startOf(given: AddParticipantRequest = request, options: { idempotencyKey?: string } = {}) {
  const { addParticipant, starts } = operations();
  const operationId = await addParticipant.start(call, given, { idempotencyKey: 'key', ...options });
  const [start] = starts;
  if (start === undefined) throw new Error('nothing was started');
  return { operationId, start };
}

test('an operation is started once under its id, with all that it will need recorded in its input', async () => {
  const before = Date.now();
  const { operationId, start } = await startOf();
  const [input, record] = values(start.input?.payloads) as [Record<string, unknown>, object];

  expect(start).toMatchObject({
    workflowId: operationId,
    workflowType: { name: 'addParticipant' },
    taskQueue: { name: 'queue' },
    // REJECT_DUPLICATE and FAIL: it is never reset, and never started anew after its end.
    workflowIdReusePolicy: 3,
    workflowIdConflictPolicy: 1,
  });
  expect(Number(start.workflowTaskTimeout?.seconds)).toBe(5);
  expect(input).toMatchObject({
    ...request,
    operationId,
    callConnectionId: call,
    operationCallbackUri: 'https://calls.example.com/webhooks/acs',
    waits: { pairWindowMs: 270_000, graceMs: 5_000, lastDeadlineMs: 900_000 },
  });
  const requestedAt = Date.parse(input['requestedAt'] as string);
  expect(requestedAt).toBeGreaterThanOrEqual(before);
  expect(Date.parse(input['notAfter'] as string) - requestedAt).toBe(60_000);
  expect(record).toEqual({ statechartStart: expect.any(String) });
});

test('what is listed of an operation names nobody', async () => {
  const { start } = await startOf();
  const { input: _input, ...listed } = start;

  expect(indexed(start)).toEqual({
    DurableCallsCallId: 'a1b2c3',
    DurableCallsKind: 'addParticipant',
    DurableCallsCaller: 'local',
    DurableCallsPerson: expect.stringMatching(/^[0-9a-f]{5}$/),
  });
  expect(Object.keys(start.memo?.fields ?? {})).toEqual(['statechartMachine']);
  const shown =
    JSON.stringify(listed) + JSON.stringify(Object.values(start.memo?.fields ?? {}).map((it) => values([it])));
  for (const secret of ['14255550123', '14255550100']) expect(shown).not.toContain(secret);
  // Nor can it be guessed: the hash by which a start is compared stands in the input only.
  const [, { statechartStart }] = values(start.input?.payloads) as [object, { statechartStart: string }];
  expect(statechartStart.length).toBeGreaterThan(8);
  expect(shown).not.toContain(statechartStart);
});

test('the id comes of caller, call and key: any of them makes another operation, and no key always does', async () => {
  const { addParticipant } = operations();
  const start = (callId: string, options: { caller?: string; idempotencyKey?: string }) =>
    addParticipant.start(callId, request, options);
  const ids = await Promise.all([
    start(call, { idempotencyKey: 'key' }),
    start(call, { idempotencyKey: 'key-2' }),
    start('d4e5f6', { idempotencyKey: 'key' }),
    start(call, { idempotencyKey: 'key', caller: 'key:somebody' }),
    start(call, {}),
    start(call, {}),
  ]);
  expect(new Set(ids).size).toBe(6);
  expect(await start(call, { idempotencyKey: 'key' })).toBe(ids[0]);
  expect(await start('a1b2c3', { idempotencyKey: 'key' })).toBe(ids[0]);
});

test('the same request under the same key attaches, whatever the order of its fields', async () => {
  const { operationId, start } = await startOf();
  const { addParticipant } = operations(startedBefore(start));
  const inOtherOrder = Object.fromEntries(Object.entries(request).toReversed()) as unknown as AddParticipantRequest;

  expect(await addParticipant.start(call, request, { idempotencyKey: 'key' })).toBe(operationId);
  expect(await addParticipant.start(call, inOtherOrder, { idempotencyKey: 'key' })).toBe(operationId);
});

test.each<[string, Partial<AddParticipantRequest>, { type?: string }]>([
  ['another person', { participant: { kind: 'phoneNumber', value: '+14255550124' } }, {}],
  ['another time-out', { invitationTimeoutSeconds: 31 }, {}],
  ['a limit that it had not', { notAfter: new Date(Date.now() + 600_000).toISOString() }, {}],
  ['another workflow', {}, { type: 'graphCall' }],
])('a key that was used for %s is refused', async (_what, changes, other) => {
  const { start } = await startOf();
  const { addParticipant } = operations(startedBefore(start, other));
  const again = addParticipant.start(call, { ...request, ...changes }, { idempotencyKey: 'key' });
  await expect(again).rejects.toBeInstanceOf(IdempotencyKeyReused);
});

test('a request whose time has passed starts nothing; a repeat of one that was started attaches', async () => {
  const late = { ...request, notAfter: new Date(Date.now() - 1).toISOString() };
  const unknown = operations({ DescribeWorkflowExecution: notThere });
  const refused = unknown.addParticipant.start(call, late, { idempotencyKey: 'key' });
  await expect(refused).rejects.toBeInstanceOf(NotAfterPassed);
  expect(unknown.starts).toEqual([]);
});

test.each<[string, object]>([
  ['more than a day ahead', { notAfter: new Date(Date.now() + 25 * 3_600_000).toISOString() }],
  ['control characters', { sourceDisplayName: 'Bob\u0007' }],
  ['a field that there is not', { participants: [] }],
])('a request with %s is refused before anything is asked of Temporal', async (_what, changes) => {
  const { addParticipant, starts } = operations();
  const refused = addParticipant.start(call, { ...request, ...changes });
  await expect(refused).rejects.toBeInstanceOf(InvalidRequest);
  expect(starts).toEqual([]);
});

test('while Temporal is away it is unknown whether something was started', async () => {
  const { addParticipant } = operations({
    StartWorkflowExecution: () => {
      throw new RpcFails(UNAVAILABLE, 'away');
    },
  });
  await expect(addParticipant.start(call, request)).rejects.toBeInstanceOf(TemporalUnavailable);
});
