import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { TypedSearchAttributes } from '@temporalio/common';
import {
  CallOperations,
  InvalidPageToken,
  InvalidRequest,
  type ListedOperation,
  type ListOptions,
} from '../../../src/client/index.ts';
import { Owners } from '../../../src/client/owners.ts';
import { CALL_ID, CALLER, KIND } from '../../../src/client/search-attributes.ts';
import { lastingMachine } from '../../support/statecharts/lasting.ts';
import { bob } from '../../support/lifecycle.ts';
import { statecharts } from '../../support/statecharts.ts';

const running = statecharts();

/** No worker takes up what it starts: operations stay as they were started. */
const nobodys = () =>
  new CallOperations({
    client: running.temporal,
    callbackUri: 'https://calls.example.com/webhooks/acs',
    taskQueue: `nobody-${randomUUID()}`,
  });
const newCaller = () => `key:list-${randomUUID()}`;

/** Visibility lags: until it shows as many. */
async function untilListed(calls: CallOperations, options: ListOptions, count: number): Promise<void> {
  while ((await allOf(calls, options)).length !== count) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function pagesOf(calls: CallOperations, options: ListOptions): Promise<(readonly ListedOperation[])[]> {
  const { items, nextPageToken: pageToken } = await calls.list(options);
  return pageToken === undefined ? [items] : [items, ...(await pagesOf(calls, { ...options, pageToken }))];
}

const allOf = async (calls: CallOperations, options: ListOptions) => (await pagesOf(calls, options)).flat();
const idsOf = (items: readonly ListedOperation[]) => items.map(({ operationId }) => operationId);

async function started(calls: CallOperations, caller: string, count: number, callId = 'call-1'): Promise<string[]> {
  const ids: string[] = [];
  for (let one = 0; one < count; one++) {
    ids.push(await calls.addParticipant.start(callId, bob, { caller }));
    // The clock of Temporal goes on between two starts.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await untilListed(calls, { caller, callId }, count);
  return ids;
}

const end = (operationId: string) => running.temporal.workflow.getHandle(operationId).terminate('no longer needed');

test('pages go through all that is open, newest first, without one twice', async () => {
  const calls = nobodys();
  const caller = newCaller();
  const ids = await started(calls, caller, 11);

  const pages = await pagesOf(calls, { caller, status: 'open', limit: 4 });

  expect(pages.map((page) => page.length).slice(0, 3)).toEqual([4, 4, 3]);
  expect(idsOf(pages.flat())).toEqual(ids.toReversed());
  expect((await calls.list({ caller })).items).toHaveLength(11);
});

test('an operation is listed with what visibility knows of it, before and after its end', async () => {
  const calls = nobodys();
  const caller = newCaller();
  const [first = '', second = ''] = await started(calls, caller, 2, 'call-7');
  const listed = { kind: 'addParticipant', provider: 'acs', callId: 'call-7', requestedAt: expect.any(String) };
  await end(first);
  await untilListed(calls, { caller, status: 'settled' }, 1);

  expect((await calls.list({ caller, status: 'open' })).items).toEqual([
    { operationId: second, status: 'open', ...listed },
  ]);
  expect((await calls.list({ caller, status: 'settled' })).items).toEqual([
    { operationId: first, status: 'settled', ...listed, settledAt: expect.any(String) },
  ]);
  expect(idsOf((await calls.list({ caller })).items)).toEqual([second, first]);
});

test("what another caller has started is not listed; without a caller everybody's is", async () => {
  const calls = nobodys();
  const [caller, other, callId] = [newCaller(), newCaller(), `call-${randomUUID()}`];
  const own = await started(calls, caller, 1, callId);
  const others = [await calls.addParticipant.start(callId, bob, { caller: other })];
  await untilListed(calls, { callId }, 2);

  expect(idsOf((await calls.list({ caller, callId })).items)).toEqual(own);
  expect(idsOf((await calls.addParticipant.list({ caller: other, callId })).items)).toEqual(others);
  expect(idsOf((await calls.list({ callId })).items)).toEqual([...others, ...own]);
});

test('a kind and a call narrow the list, in whatever form the id of a Graph call is written', async () => {
  const calls = nobodys();
  const [caller, call] = [newCaller(), randomUUID()];
  const searchAttributes = new TypedSearchAttributes([
    { key: CALL_ID, value: call },
    { key: KIND, value: 'graphCall' },
    { key: CALLER, value: caller },
  ]);
  const taskQueue = `nobody-${randomUUID()}`;
  const workflowId = `graph-call-${call}`;
  await running.temporal.workflow.start('graphCall', {
    workflowId,
    taskQueue,
    typedSearchAttributes: searchAttributes,
  });
  const ids = await started(calls, caller, 1);
  await untilListed(calls, { caller }, 2);

  const callId = call.replaceAll('-', '').toUpperCase();
  expect((await calls.list({ caller, callId })).items).toMatchObject([
    { operationId: workflowId, kind: 'graphCall', provider: 'graph', callId: call },
  ]);
  expect(idsOf((await calls.list({ caller, kind: 'addParticipant' })).items)).toEqual(ids);
  expect(idsOf((await calls.list({ caller, kind: 'graphCall' })).items)).toEqual([workflowId]);
});

test('an instance that was continued as new is listed once, and has the owner that it had', async () => {
  const caller = newCaller();
  const id = running.id();
  const searchAttributes = new TypedSearchAttributes([
    { key: CALL_ID, value: 'call-1' },
    { key: KIND, value: 'graphCall' },
    { key: CALLER, value: caller },
  ]);
  await running.withWorker(async () => {
    const lastings = running.client(lastingMachine, 'lasting');
    const instance = await lastings.start(id, { input: { every: 2 }, searchAttributes });
    for (const type of ['MOVE', 'MOVE', 'BACK', 'BACK'] as const) await instance.send({ type });
    await running.untilListed(`WorkflowId = '${id}' AND ExecutionStatus = 'ContinuedAsNew'`, 1);
    await untilListed(nobodys(), { caller }, 1);

    expect(idsOf(await allOf(nobodys(), { caller }))).toEqual([id]);
    expect(await new Owners(running.temporal).isOwn(id, caller, 10_000)).toBe(true);
    expect(await new Owners(running.temporal).isOwn(id, 'local', 10_000)).toBe(false);
    await instance.send({ type: 'STOP' });
  });
  await untilListed(nobodys(), { caller, status: 'settled' }, 1);
});

test.each<[string, object, string]>([
  ['a call with a quote', { callId: "call-1' OR ExecutionStatus = 'Running" }, '/callId'],
  ['a call with a backslash', { callId: 'call-1\\' }, '/callId'],
  ['a call that is a list', { callId: ['call-1'] }, '/callId'],
  ['a kind that is not listed', { kind: "playPrompt' OR '1' = '1" }, '/kind'],
  ['a status that there is not', { status: 'Running' }, '/status'],
  ['no page', { limit: 0 }, '/limit'],
  ['a long page', { limit: 101 }, '/limit'],
  ['half an operation', { limit: 1.5 }, '/limit'],
])('%s gets into no query', async (_what, options, pointer) => {
  const error: unknown = await nobodys()
    .list(options)
    .catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(InvalidRequest);
  expect(error).toMatchObject({ errors: [{ pointer }] });
});

test('a page token is of one list only, and cannot be made up', async () => {
  const calls = nobodys();
  const [caller, other] = [newCaller(), newCaller()];
  await started(calls, caller, 2);
  await started(calls, other, 2);
  const { nextPageToken = '' } = await calls.list({ caller, limit: 1 });
  const [hash = ''] = nextPageToken.split('.');

  expect((await calls.list({ caller, pageToken: nextPageToken })).items).toHaveLength(1);
  for (const options of [
    { caller: other, pageToken: nextPageToken },
    { pageToken: nextPageToken },
    { caller, status: 'open', pageToken: nextPageToken },
    { caller, callId: 'call-1', pageToken: nextPageToken },
    { caller, pageToken: 'made-up' },
    { caller, pageToken: '' },
    { caller, pageToken: `${hash}.${Buffer.from('made up').toString('base64url')}` },
    { caller, pageToken: `${nextPageToken}A` },
    { caller, pageToken: nextPageToken.slice(0, -4) },
  ] as const)
    await expect(calls.list(options)).rejects.toThrow(InvalidPageToken);
});
