import { expect, test } from '@jest/globals';
import { listeners } from '../support/listeners.ts';

const running = listeners();

const logged = [
  ['a problem', '/v1/operations/acs-add-0'],
  ['a path that does not exist', '/v2/anything'],
  ['a path that cannot be read', '/v1/operations/%zz'],
] as const;
/** That a process lives is no news. */
const paths = [['an answer', '/healthz'], ...logged] as const;

test.each(logged)('%s tells under which id its request is found in the log', async (_what, path) => {
  const { headers } = await running.api({ method: 'GET', path, headers: { 'x-request-id': 'from-the-caller.1' } });

  expect(headers['x-request-id']).toBe('from-the-caller.1');
  expect(running.logged.filter(({ reqId }) => reqId === 'from-the-caller.1')).not.toHaveLength(0);
});

test('a request without an id is given one', async () => {
  const { headers } = await running.api({ method: 'GET', path: '/healthz' });

  expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test.each([
  ['could be taken for another line', '1","msg":"cancel asked for'],
  ['has a space', 'a b'],
  ['is long', 'a'.repeat(65)],
])('an id of a request that %s never gets into the log', async (_which, given) => {
  const asked = { method: 'GET', path: '/v1/operations/acs-add-0', headers: { 'x-request-id': given } };
  const { headers } = await running.api(asked);

  expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  expect(running.logged).not.toHaveLength(0);
  expect(running.logged.map(({ reqId }) => reqId)).not.toContain(given);
});

test.each(paths)('%s is kept by no cache, and taken for what it says', async (_what, path) => {
  for (const { headers } of [
    await running.api({ method: 'GET', path }),
    await running.webhooks({ method: 'GET', path }),
  ])
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
});
