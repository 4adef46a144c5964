import { expect, test } from '@jest/globals';
import { listeners } from '../support/listeners.ts';

const running = listeners();

const invitation = (body: string) =>
  running.api({
    method: 'POST',
    path: '/v1/acs/calls/37d15095-2bc2-48f1-b629-03f7e801877c/participants',
    headers: { 'content-type': 'application/json' },
    body,
  });

const DEEP = 100_000;

// Temporal is away: whatever had got as far as that would be 503.
test.each([
  ['larger than 1 MiB', 413, JSON.stringify({ correlation: 'x'.repeat(1_048_576) })],
  ['of lists in lists', 400, `{"participant":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`],
  ['of objects in objects', 400, '{"participant":'.repeat(DEEP / 2) + '1' + '}'.repeat(DEEP / 2)],
  [
    'that would change what objects are',
    400,
    '{"__proto__":{"participant":{"kind":"communicationUser","id":"8:acs:a_b"}}}',
  ],
  ['that is cut off', 400, '{"participant":{"kind"'],
])('a body %s is refused', async (_what, status, body) => {
  const answer = await invitation(body);

  expect(answer).toMatchObject({ status, body: { type: 'https://durable-calls.dev/problems/invalid-request' } });
  expect(JSON.stringify(answer.body).length).toBeLessThan(2_000);
});

test('a body of plain text is 415, though JSON is in it', async () => {
  const participant = { kind: 'communicationUser', id: '8:acs:a_b' };
  const { status } = await running.api({
    method: 'POST',
    path: '/v1/acs/calls/37d15095-2bc2-48f1-b629-03f7e801877c/participants',
    headers: { 'content-type': 'text/plain' },
    body: JSON.stringify({ participant }),
  });

  expect(status).toBe(415);
});

test('the log has the route of a request, and nothing of its path and query but an id of ours', async () => {
  const operationId = `acs-add-${'0'.repeat(32)}`;

  for (const id of [operationId, '14255550123'])
    await running.api({ method: 'GET', path: `/v1/operations/${id}?access_token=secret` });

  const log = JSON.stringify(running.logged);
  expect(log).toContain(`"route":"/v1/operations/:operationId","operationId":"${operationId}"`);
  for (const trace of ['14255550123', 'access_token', 'secret']) expect(log).not.toContain(trace);
});

test.each([
  '..%2f..%2fopenapi.json',
  '%2e%2e',
  'acs-add-%00',
  'acs-add-1%0d%0aset-cookie:%20a=b',
  "acs-add-'%20OR%20''='",
  'acs-add-%F0%9F%93%9E',
  'acs-add-%zz',
  'graph-call-../../x',
  'a'.repeat(1_000),
])('the path of an operation that is named %s leads nowhere', async (id) => {
  for (const [method, path] of [
    ['GET', `/v1/operations/${id}`],
    ['GET', `/v1/operations/${id}/events`],
    ['POST', `/v1/operations/${id}/cancel`],
  ] as const) {
    const { status, headers } = await running.api({ method, path });
    expect([400, 404, 414]).toContain(status);
    expect(headers).not.toHaveProperty('set-cookie');
  }
});

test.each([
  ['a head larger than 16 KiB', 431, `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
  ['an address larger than 16 KiB', 431, `GET /v1/operations?pageToken=${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`],
  ['what is not HTTP', 400, 'QUIT\r\n\r\n'],
  [
    'two lengths of one body',
    400,
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
  ],
])('%s is refused by a problem, as everything is', async (_what, status, request) => {
  const [head = '', body = ''] = (await running.say(request)).split('\r\n\r\n');

  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head).toMatch(/\r\ncontent-type: application\/problem\+json; charset=utf-8\r\n/);
  expect(JSON.parse(body)).toMatchObject({ status, type: 'https://durable-calls.dev/problems/invalid-request' });
  const [, reqId] = /\r\nx-request-id: (\S+)/.exec(head) ?? [];
  expect(running.logged).toContainEqual(expect.objectContaining({ reqId, statusCode: status }));
});

test('what a path says makes no line of its own in the log', async () => {
  await running.api({ method: 'GET', path: '/v1/operations/a%0a%7B%22level%22:60%7D' });

  expect(running.logged.filter(({ level }) => level === 60)).toEqual([]);
});
