import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import {
  CallNotAdopted,
  CallOfOtherCaller,
  CallOperations,
  UnknownOperation,
  type CallOptions,
} from '../../../src/client/index.ts';
import { callWorkflowId } from '../../../src/contract/media-ids.ts';
import { askUntilAnswered } from '../../support/ask-again.ts';
import { graphLifecycle } from '../../support/graph-lifecycle.ts';
import { bob } from '../../support/lifecycle.ts';
import { connectToTemporal } from '../../support/temporal.ts';

const running = graphLifecycle();
/** Longer than Temporal needs to give out a lost workflow task again. */
const timeoutMs = 40_000;
const owner: CallOptions = { caller: 'key:billing', timeoutMs };
const other: CallOptions = { caller: 'jwt:0123456789abcdef0123456789abcdef', timeoutMs };
const described: string[] = [];

let client: Client;
let calls: CallOperations;

beforeAll(async () => {
  client = await connectToTemporal({
    interceptors: [
      (options, next) => {
        if (options.method_definition.path.endsWith('/DescribeWorkflowExecution')) described.push('once');
        return next(options) as never;
      },
    ],
  });
  calls = new CallOperations({ client, taskQueue: running.taskQueue, callbackUri: running.stack.callbackUri });
});
afterAll(() => client.connection.close());

const problem = (type: string) => `https://durable-calls.dev/problems/${type}`;
const sounds = { prompts: [{ uri: 'https://audio.example.com/hello.wav' }] };

const viewForOwner = (asked: CallOperations, operationId: string) =>
  askUntilAnswered((limit) => asked.view(operationId, { ...owner, ...limit }));

async function ringing(): Promise<string> {
  const operationId = await calls.addParticipant.start(await running.call(), bob, owner);
  running.api.started.add(operationId);
  return operationId;
}

async function adoptedByOwner(): Promise<string> {
  const { graph, callbackUri, tenantId } = running;
  const callId = await graph.createCall({ callbackUri, tenantId });
  await calls.graphCall(callId).adopt({ tenantId }, owner);
  running.api.started.add(callWorkflowId(callId));
  return callId;
}

test("another caller's operation is not there: not to view, to wait for, or to cancel", async () => {
  const operationId = await ringing();
  const { addParticipant } = calls;

  for (const ask of [
    () => addParticipant.view(operationId, other),
    () => addParticipant.waitFor(operationId, other),
    () => addParticipant.result(operationId, other),
    () => addParticipant.cancel(operationId, other),
    () => calls.view(operationId, other),
    () => calls.cancel(operationId, other),
  ])
    await expect(ask()).rejects.toThrow(new UnknownOperation(operationId));
  const view = (options?: CallOptions) =>
    askUntilAnswered((limit) => addParticipant.view(operationId, { ...options, ...limit }));
  expect(await view(owner)).toMatchObject({ operationId, phase: 'pending' });
  expect(await view()).toMatchObject({ phase: 'pending' });
  expect(await addParticipant.cancel(operationId, owner)).toMatchObject({ taken: true });
  expect(await addParticipant.result(operationId, owner)).toMatchObject({ type: 'cancelled' });
  await expect(addParticipant.result(operationId, other)).rejects.toThrow(UnknownOperation);
});

test('over HTTP it is 404, as what there is not', async () => {
  const { api } = running;
  const operationId = await ringing();

  for (const { status, body } of [
    await api.get(operationId),
    await api.getWithin(operationId, 30),
    await api.cancel(operationId),
  ])
    expect([status, body['type']]).toEqual([404, problem('operation-not-found')]);
  expect(await viewForOwner(calls, operationId)).toMatchObject({ phase: 'pending' });
  await calls.cancel(operationId, owner);
  await calls.waitFor(operationId, owner);
});

test('the same idempotency key of two callers makes two operations', async () => {
  const call = await running.call();
  const start = (options: CallOptions) =>
    calls.addParticipant.start(call, bob, { ...options, idempotencyKey: 'invite-bob' });
  const ids = [await start(owner), await start(other), await start(owner)];
  for (const id of ids) running.api.started.add(id);

  expect(ids[2]).toBe(ids[0]);
  expect(new Set(ids).size).toBe(2);
  await calls.cancel(ids[0] ?? '', owner);
  await calls.cancel(ids[1] ?? '', other);
  await Promise.all(ids.map((id) => calls.waitFor(id)));
});

test("another caller's call takes no commands, shows nothing, and cannot be adopted again", async () => {
  const callId = await adoptedByOwner();
  const call = calls.graphCall(callId);
  const operationId = await call.playPrompt(sounds, { ...owner, idempotencyKey: 'hello' });

  for (const ask of [
    () => call.view(other),
    () => call.waitFor(other),
    () => call.cancelMedia(other),
    () => call.subscribeToTone({}, other),
    () => call.playPrompt(sounds, { ...other, idempotencyKey: 'hello' }),
    () => call.recordResponse({}, { ...other, idempotencyKey: 'answer' }),
    () => calls.view(callWorkflowId(callId), other),
  ])
    await expect(ask()).rejects.toThrow(CallNotAdopted);
  for (const ask of [
    () => calls.mediaOperation.view(operationId, other),
    () => calls.mediaOperation.waitFor(operationId, other),
    () => calls.mediaOperation.cancel(operationId, other),
  ])
    await expect(ask()).rejects.toThrow(new UnknownOperation(operationId));
  await expect(call.adopt({ tenantId: running.tenantId }, other)).rejects.toThrow(CallOfOtherCaller);
  // Which tenant's it is, is nobody else's business.
  await expect(call.adopt({ tenantId: randomUUID() }, other)).rejects.toThrow(CallOfOtherCaller);
  expect(await askUntilAnswered((limit) => call.view({ ...owner, ...limit }))).toMatchObject({
    epoch: 1,
    cancels: [],
    operations: [{ operationId }],
  });
});

test('over HTTP it is 404, and its adoption 409', async () => {
  const { api, media, tenantId } = running;
  const callId = await adoptedByOwner();
  const operationId = await calls.graphCall(callId).playPrompt(sounds, { ...owner, idempotencyKey: 'hello' });
  const adoption = await api.request('PUT', `/v1/graph/calls/${callId}/media`, { body: { tenantId } });

  expect([adoption.status, adoption.body['type']]).toEqual([409, problem('call-of-other-caller')]);
  for (const { status, body } of [
    await media.call(callId),
    await media.ask(callId, 'prompts', sounds),
    await media.cancelMedia(callId),
  ])
    expect([status, body['type']]).toEqual([404, problem('call-not-adopted')]);
  for (const { status } of [await api.get(operationId), await api.cancel(operationId)]) expect(status).toBe(404);
});

test("a list over HTTP has the caller's own only", async () => {
  const { api } = running;
  const call = await running.call();
  const start = { ...owner, idempotencyKey: 'theirs' };
  const theirs = await calls.addParticipant.start(call, bob, start);
  const own = await api.start(call, bob);
  api.started.add(theirs);
  // Visibility lags; without a caller it shows both.
  while ((await calls.list({ callId: call })).items.length < 2) await new Promise((resolve) => setTimeout(resolve, 50));
  const { status, body } = await api.request('GET', `/v1/operations?callId=${call}&status=open&limit=2`);

  expect([status, body]).toEqual([
    200,
    {
      items: [
        {
          operationId: own,
          kind: 'addParticipant',
          provider: 'acs',
          callId: call,
          status: 'open',
          requestedAt: expect.any(String),
        },
      ],
    },
  ]);
  for (const id of [own, theirs]) await calls.cancel(id);
  for (const id of [own, theirs]) await calls.waitFor(id);
});

test('of two callers who adopt a call at once one gets it', async () => {
  const { graph, callbackUri, tenantId } = running;
  const callId = await graph.createCall({ callbackUri, tenantId });
  const adopt = (options: CallOptions) => calls.graphCall(callId).adopt({ tenantId }, options);
  const answers = await Promise.allSettled([adopt(owner), adopt(other)]);
  running.api.started.add(callWorkflowId(callId));

  expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const [refused] = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as Error] : []));
  expect(refused).toBeInstanceOf(CallOfOtherCaller);
});

test('whose an operation is, is asked for once, and writes no history', async () => {
  const operationId = await ringing();
  await running.simulator.untilRequests('executed', 'addParticipant');
  while (!JSON.stringify(await viewForOwner(calls, operationId)).includes('ringing')) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const fresh = new CallOperations({ client, taskQueue: running.taskQueue, callbackUri: running.stack.callbackUri });
  const before = await running.historyLength(operationId);
  described.splice(0);

  for (let look = 0; look < 5; look++) {
    await viewForOwner(fresh, operationId);
    await expect(fresh.view(operationId, other)).rejects.toThrow(UnknownOperation);
  }

  expect(described).toHaveLength(1);
  expect(await running.historyLength(operationId)).toBe(before);
  await fresh.cancel(operationId, owner);
  await fresh.waitFor(operationId, owner);
});
