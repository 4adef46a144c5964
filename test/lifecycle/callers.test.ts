import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { hashOfApiKey, newApiKey } from '../../src/server/authentication/api-keys.ts';
import { bob, ownLifecycle } from '../support/lifecycle.ts';

const keys = { billing: newApiKey(), support: newApiKey(), dashboard: newApiKey() };
/** Of this run alone: a list shows what a caller has started at any time. */
const run = randomUUID();
const entry = (name: keyof typeof keys, scopes: string) => `${name}-${run}:${scopes}:${hashOfApiKey(keys[name])}`;

const running = ownLifecycle({
  DURABLE_CALLS_API_KEYS: [
    entry('billing', 'read+write'),
    entry('support', 'read+write'),
    entry('dashboard', 'read'),
  ].join(','),
});

const request = (who: keyof typeof keys, method: string, path: string, body?: unknown, headers = {}) =>
  running.api.request(method, path, { body, headers: { authorization: `Bearer ${keys[who]}`, ...headers } });

async function started(by: keyof typeof keys, key: string): Promise<string> {
  const call = await running.call();
  const path = `/v1/acs/calls/${call}/participants`;
  const { status, body } = await request(by, 'POST', path, bob, { 'idempotency-key': key });
  expect(status).toBe(202);
  const operationId = body['operationId'] as string;
  running.api.started.add(operationId);
  return operationId;
}

test("another caller's operation is not there: not to see, to follow, to cancel, or in a list", async () => {
  const operationId = await started('billing', 'one');
  const operation = `/v1/operations/${operationId}`;

  for (const [method, path] of [
    ['GET', operation],
    ['GET', `${operation}/events`],
    ['POST', `${operation}/cancel`],
  ] as const)
    expect(await request('support', method, path)).toMatchObject({
      status: 404,
      body: { type: 'https://durable-calls.dev/problems/operation-not-found' },
    });
  const listedFor = async (who: keyof typeof keys) =>
    ((await request(who, 'GET', '/v1/operations')).body['items'] as { operationId: string }[]).map(
      (item) => item.operationId,
    );
  while (!(await listedFor('billing')).includes(operationId)) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await listedFor('support')).toEqual([]);

  expect(await request('billing', 'POST', `${operation}/cancel`)).toMatchObject({ status: 202 });
});

test('two callers with one idempotency key have two operations', async () => {
  const [one, other] = [await started('billing', 'same'), await started('support', 'same')];

  expect(one).not.toBe(other);
  for (const [who, operationId] of [
    ['billing', one],
    ['support', other],
  ] as const)
    expect(await request(who, 'POST', `/v1/operations/${operationId}/cancel`)).toMatchObject({ status: 202 });
});

test('who may only look can start nothing, and no key is logged', async () => {
  const path = `/v1/acs/calls/${await running.call()}/participants`;

  expect(await request('dashboard', 'POST', path, bob)).toMatchObject({ status: 403 });
  expect(await running.api.request('POST', path, { body: bob })).toMatchObject({ status: 401 });
  expect(await request('dashboard', 'GET', '/v1/operations')).toMatchObject({ status: 200, body: { items: [] } });
  for (const key of Object.values(keys)) expect(running.logged.join('\n')).not.toContain(key);
});
