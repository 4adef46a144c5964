import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { listeners } from '../support/listeners.ts';
import { scrape, total, type Sample } from '../support/metrics.ts';

const running = listeners();

let before: Sample[] = [];
beforeEach(async () => void (before = await scrape(running.apiOrigin)));
afterAll(() => void (before = []));

/** Since the test began. */
async function counted(name: string, labels: Readonly<Record<string, string>>): Promise<number> {
  return total(await scrape(running.apiOrigin), name, labels) - total(before, name, labels);
}

const requests = (labels: Readonly<Record<string, string>>) =>
  counted('durable_calls_http_request_seconds_count', labels);
const notifications = (labels: Readonly<Record<string, string>>) =>
  counted('durable_calls_webhook_notifications_total', labels);

const get = (path: string) => ({ method: 'GET', path });
const deliverUnsigned = (path: string) => running.webhooks({ method: 'POST', path, headers: {} });

test('the public listener has no metrics and no readiness', async () => {
  expect((await running.webhooks(get('/metrics'))).status).toBe(404);
  expect((await running.webhooks(get('/readyz'))).status).toBe(404);
});

test('a server that Temporal does not answer is not ready, and says so in one word', async () => {
  expect(await running.api(get('/readyz'))).toMatchObject({
    status: 503,
    contentType: expect.stringMatching(/^application\/problem\+json/),
    body: { status: 503, type: expect.stringMatching(/\/not-ready$/), reason: 'temporal' },
  });
  expect((await running.api(get('/healthz'))).status).toBe(200);
});

test('a request is counted under the pattern of its route, with its problem', async () => {
  await running.api(get('/v1/operations/no-such-operation'));
  await running.api(get('/v1/somebody/%2B14255550123'));

  expect(await requests({ listener: 'api', route: '/v1/operations/:operationId', method: 'GET' })).toBe(1);
  const nowhere = { listener: 'api', route: 'none', status: '404', problem: 'not-found' };
  expect(await requests(nowhere)).toBe(1);
  expect(JSON.stringify(await scrape(running.apiOrigin))).not.toContain('4255550123');
});

test('a delivery is counted by what it was answered', async () => {
  await running.deliver([{ type: 'Microsoft.Communication.PlayCompleted', data: {} }]);
  await running.deliver([]);
  await deliverUnsigned('/webhooks/acs');
  await deliverUnsigned('/webhooks/graph');

  const answered = (route: string, problem: string) => requests({ listener: 'webhooks', route, problem });
  expect(await answered('/webhooks/acs', 'none')).toBe(1);
  expect(await answered('/webhooks/acs', 'unreadable-delivery')).toBe(1);
  expect(await answered('/webhooks/acs', 'not-verified')).toBe(1);
  expect(await answered('/webhooks/graph', 'not-verified')).toBe(1);
});

test('what a delivery tells is counted by what became of it', async () => {
  const data = { callConnectionId: 'call-1', operationContext: 'of somebody else' };
  await running.deliver([
    { type: 'Microsoft.Communication.AddParticipantSucceeded', data },
    { type: 'Microsoft.Communication.AddParticipantSucceeded', data: {} },
    { type: 'Microsoft.Communication.PlayCompleted', data },
    { type: 'Microsoft.Communication.PlayCompleted', data },
  ]);

  expect(await notifications({ provider: 'acs', result: 'ofNoOpenOperation' })).toBe(1);
  expect(await notifications({ provider: 'acs', result: 'unreadable' })).toBe(1);
  expect(await notifications({ provider: 'acs', result: 'ofNoConcern' })).toBe(2);
  expect(await notifications({ provider: 'acs', result: 'delivered' })).toBe(0);
});

test('what is not answered yet is told as open, and nothing else', async () => {
  const samples = await scrape(running.apiOrigin);

  expect(total(samples, 'durable_calls_http_requests_open', { listener: 'api' })).toBe(1);
  expect(total(samples, 'durable_calls_http_requests_open', { listener: 'webhooks' })).toBe(0);
});
