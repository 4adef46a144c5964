import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { MediaType } from '../support/api-document.ts';
import { exampleTenantId, ownGraphLifecycle } from '../support/graph-lifecycle.ts';

const running = ownGraphLifecycle({}, exampleTenantId);

function examplesOf({ example, examples = {} }: MediaType): unknown[] {
  return [...(example === undefined ? [] : [example]), ...Object.values(examples).map(({ value }) => value)];
}

/** Every request of the document that has a body, once with each of its examples. */
async function exampleRequests(): Promise<{ path: string; method: string; body: unknown }[]> {
  const document = await running.api.document();
  return document
    .operations()
    .flatMap(({ path, method, described: { requestBody } }) =>
      Object.values(requestBody?.content ?? {}).flatMap((media) =>
        examplesOf(media).map((body) => ({ path, method: method.toUpperCase(), body })),
      ),
    );
}

/** As a caller does: again under the same key, where no worker answers in time. */
async function taken(method: string, path: string, given: { body?: unknown; headers: Record<string, string> }) {
  for (let attempts = 1; ; attempts++) {
    const answer = await running.api.request(method, path, given);
    if (answer.status !== 503 || attempts === 3) return answer;
  }
}

test('every example of a request is accepted, and answered as the document says', async () => {
  const requests = await exampleRequests();
  const statuses = [];
  for (const { path, method, body } of requests) {
    const adopts = method === 'PUT';
    const { tenantId, callbackUri } = running;
    const callId = await (adopts ? running.graph.createCall({ callbackUri, tenantId }) : running.adopted());
    const callConnectionId = await running.call();
    const { status, body: told } = await taken(
      method,
      path.replace('{callId}', callId).replace('{callConnectionId}', callConnectionId),
      { body, headers: { 'idempotency-key': randomUUID() } },
    );
    statuses.push([`${method} ${path}`, status, status < 300 ? '' : JSON.stringify(told)]);
  }

  expect(statuses.map(([, status]) => status)).toEqual(requests.map(({ method }) => (method === 'PUT' ? 200 : 202)));
  expect(new Set(statuses.map(([what]) => what)).size).toBe(5);
});

test('every example of a parameter is taken', async () => {
  const operations = (await running.api.document()).operations();
  const headers = operations.flatMap(({ described }) =>
    (described.parameters ?? []).filter((one) => one.in === 'header'),
  );
  const call = await running.adopted();
  const examples = headers.flatMap(({ name, example }) => (example === undefined ? [] : [[name, example]]));
  const { status } = await taken('POST', `/v1/graph/calls/${call}/media/tone-subscriptions`, {
    headers: Object.fromEntries(examples) as Record<string, string>,
  });

  expect(new Set(examples.map(([name]) => name))).toEqual(new Set(['idempotency-key', 'prefer']));
  expect(status).toBe(202);
});
