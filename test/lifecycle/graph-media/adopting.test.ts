import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { callWorkflowId } from '../../../src/contract/media-ids.ts';
import { ownGraphLifecycle } from '../../support/graph-lifecycle.ts';
import { sounds } from '../../support/media-api.ts';
import { scrape, total } from '../../support/metrics.ts';

const running = ownGraphLifecycle();

const problem = (type: string) => `https://durable-calls.dev/problems/${type}`;
const unadopted = () => running.graph.createCall({ callbackUri: running.callbackUri, tenantId: running.tenantId });

test('of a call that Graph does not know, nothing is begun', async () => {
  const call = randomUUID();
  const { status, body } = await running.media.adopt(call, { tenantId: running.tenantId });

  expect([status, body['type']]).toEqual([404, problem('call-not-found')]);
  const { count } = await running.temporal.workflow.count(`WorkflowId = '${callWorkflowId(call)}'`);
  expect(count).toBe(0);
});

test('a second adoption attaches, in whatever form the id is written; one of another tenant is refused', async () => {
  const { media, tenantId } = running;
  const call = await running.adopted();
  const again = await media.adopt(call.replaceAll('-', '').toUpperCase(), { tenantId });
  const other = await media.adopt(call, { tenantId: randomUUID() });

  expect(again).toMatchObject({ status: 200, body: { callId: call, tenantId, kind: 'graphCall' } });
  expect([other.status, other.body['type']]).toEqual([409, problem('call-of-other-tenant')]);
  running.api.started.clear();
  running.api.started.add(callWorkflowId(call));
});

test('where our credentials are refused, it is told, and nothing is begun', async () => {
  const { graph, media, tenantId } = running;
  const call = await unadopted();
  await graph.setSwitches({ refuseAccessTokens: true });
  const { status, body } = await media.adopt(call, { tenantId });

  expect([status, body['type']]).toEqual([502, problem('graph-refused')]);
  expect(String(body['detail'])).toContain('our credentials were refused');
  expect((await media.call(call)).status).toBe(404);
});

test('where Graph does not answer, the caller is asked to come back', async () => {
  const { graph, media, tenantId } = running;
  const call = await unadopted();
  await graph.addFault({ operation: 'getCall', kind: 'respond', at: 'arrival', status: 503 });
  const { status, headers, body } = await media.adopt(call, { tenantId });

  expect([status, body['type'], headers.get('retry-after')]).toEqual([503, problem('graph-unavailable'), '5']);
});

test('a cloud without media actions is refused with that reason', async () => {
  const { status, body } = await running.media.adopt(randomUUID(), { tenantId: running.tenantId, cloud: 'china' });

  expect(status).toBe(400);
  expect(body['errors']).toEqual([
    { pointer: '/cloud', detail: 'must be another: Graph has no media actions in the cloud china' },
  ]);
});

test('a call that was not adopted takes no commands, and its notifications are taken, ignored and counted', async () => {
  const { graph, media } = running;
  const call = await unadopted();
  await graph.hangUp(call);
  const { status, body } = await media.ask(call, 'prompts', sounds);

  expect([status, body['type']]).toEqual([404, problem('call-not-adopted')]);
  const { webhooks } = await graph.untilWebhooks('delivered', 'terminated');
  expect(new Set(webhooks.map(({ finalStatus }) => finalStatus))).toEqual(new Set([202]));
  const counted = { provider: 'graph', result: 'ofNoOpenOperation' };
  const samples = await scrape(running.stack.api);
  expect(total(samples, 'durable_calls_webhook_notifications_total', counted)).toBeGreaterThan(0);
});

test('a token of another tenant speaks for no call', async () => {
  const { media } = running;
  const call = await running.adopted();
  const operation = await media.heard(call);
  const ended = { changeType: 'deleted', resourceUrl: `/communications/calls/${call}`, resourceData: {} };
  const response = await running.deliver([ended], randomUUID());

  expect(response.status).toBe(202);
  expect(await media.view(operation)).toMatchObject({ phase: 'pending', state: 'running' });
});

test('without a token that is verified, a delivery is refused', async () => {
  const response = await fetch(running.callbackUri, { method: 'POST', body: '{}' });

  expect(response.status).toBe(401);
});

test('the same command twice is one operation; under the same key another command is refused', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  const first = await media.play(call, {}, 'welcome');
  const again = await media.play(call, {}, 'welcome');
  const other = await media.ask(call, 'prompts', { ...sounds, timeLimitSeconds: 9 }, 'welcome');
  await media.inState(first, 'running');
  await graph.hangUp(call);
  await media.settled(first);
  const afterTheEnd = await media.play(call, {}, 'welcome');

  expect([again, afterTheEnd]).toEqual([first, first]);
  expect([other.status, other.body['type']]).toEqual([422, problem('idempotency-key-reused')]);
  expect((await graph.ledger()).summary.operations.playPrompt.arrived).toBe(1);
});

test.each([
  ['no prompts', 'prompts', { prompts: [] }, '/prompts'],
  ['21 prompts', 'prompts', { prompts: Array.from({ length: 21 }, () => sounds.prompts[0]) }, '/prompts'],
  ['a prompt that is no URL', 'prompts', { prompts: [{ uri: 'hello.wav' }] }, '/prompts/0/uri'],
  ['a loop', 'prompts', { ...sounds, loop: true }, ''],
  ['a recording of 121 s', 'recordings', { maxRecordDurationSeconds: 121 }, '/maxRecordDurationSeconds'],
  ['two stop tones in one', 'recordings', { stopTones: ['12'] }, '/stopTones/0'],
  ['a time that has passed', 'prompts', { ...sounds, notAfter: '2020-01-01T00:00:00Z' }, '/notAfter'],
])('%s is refused with the place', async (_, what, body, pointer) => {
  const call = await running.adopted();
  const answer = await running.media.ask(call, what, body);

  expect(answer.status).toBe(400);
  expect(answer.body['errors']).toEqual(expect.arrayContaining([expect.objectContaining({ pointer })]));
  expect((await running.graph.ledger()).summary.operations.playPrompt.arrived).toBe(0);
});

test('prompts and recordings need an idempotency key', async () => {
  const call = await running.adopted();
  const { status, body } = await running.api.request('POST', `/v1/graph/calls/${call}/media/prompts`, { body: sounds });

  expect(status).toBe(400);
  expect(String(body['detail'])).toContain('idempotency-key');
});

test('neither a prompt’s address nor a secret is in a log line', async () => {
  const call = await running.adopted();
  await running.media.inState(await running.media.play(call), 'running');

  expect(running.logged.join('\n')).not.toMatch(/hello\.wav|client_secret|Bearer|eyJ/);
});
