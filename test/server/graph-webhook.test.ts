import { expect, test } from '@jest/globals';
import { listeners } from '../support/listeners.ts';

const running = listeners();

const CALL = '57dab8b1-894c-409a-b240-bd8beae78896';
const of = (resourceUrl: string, resourceData: unknown) => ({ changeType: 'updated', resourceUrl, resourceData });
const call = `/communications/calls/${CALL}`;
const roster = of(`${call}/participants`, [{ info: { identity: { user: { displayName: 'Anna Smith' } } } }]);
const established = of(call, { '@odata.type': '#microsoft.graph.call', state: 'established' });
const problem = (name: string) => ({ type: expect.stringContaining(`/${name}`) });

// The keys that a listener has had it keeps: this comes first.
test('while the keys cannot be had, a delivery is 503, so that it comes again', async () => {
  const refused = await running.withoutKeys(() => running.deliverGraph({ value: [roster] }));
  expect(refused).toMatchObject({ status: 503, body: problem('key-set-unavailable') });

  expect((await running.deliverGraph({ value: [roster] })).status).toBe(202);
});

test.each<[string, Record<string, string>]>([
  ['without a token', {}],
  ['with a token that nobody signed', { authorization: 'Bearer e30.e30.c2lnbmF0dXJl' }],
])('a delivery %s is 401 before anything of it is read', async (_, headers) => {
  const asked = { method: 'POST', path: '/webhooks/graph', body: '{"value":' };
  const refused = await running.webhooks({ ...asked, headers: { 'content-type': 'application/json', ...headers } });

  expect(refused).toMatchObject({ status: 401, body: problem('not-verified') });
});

test.each<[string, unknown]>([
  ['without a list', {}],
  ['with an empty list', { value: [] }],
  ['that is a list itself', [roster]],
])('a delivery %s is 400', async (_, body) => {
  expect(await running.deliverGraph(body)).toMatchObject({ status: 400, body: problem('unreadable-delivery') });
});

test('a delivery without a body is taken: there is nothing in it that could come again', async () => {
  expect(await running.deliverGraphText('')).toMatchObject({ status: 202, body: { delivered: 0, ignored: 0 } });
});

test.each([
  ['in another character set', JSON.stringify({ value: [roster] }), 'application/json; charset=Windows-1252'],
  [
    'of an older version, with members repeated',
    `{"@odata.type":"#Microsoft.Graph.Notifications","value":[${JSON.stringify(roster)}],"value":[${JSON.stringify(roster)}]}`,
    'application/json',
  ],
])('a delivery %s is read', async (_what, body, contentType) => {
  expect(await running.deliverGraphText(body, contentType)).toMatchObject({
    status: 202,
    body: { delivered: 0, ignored: 1 },
  });
});

test('what is of no use is counted, names fields in the log, and never what is in them', async () => {
  const value = [roster, 'Anna Smith', { resourceData: { state: 'established' } }, of('/users/Anna', {})];
  const taken = await running.deliverGraph({ value });

  expect(taken).toMatchObject({ status: 202, body: { delivered: 0, ignored: 4 } });
  expect(running.logged).toContainEqual(expect.objectContaining({ level: 40, unreadable: 3 }));
  expect(JSON.stringify(running.logged)).not.toMatch(/Anna|Smith/);
});

test('while Temporal is away, a delivery that tells of a call is 503, so that it comes again', async () => {
  const refused = await running.deliverGraph({ value: [roster, established] });

  expect(refused).toMatchObject({ status: 503, body: problem('temporal-unavailable') });
});

test('the token by which a recording could be fetched leaves no trace in the log', async () => {
  const recorded = of(`${call}/operations/0fe0623f-d628-42ed-b4bd-8ac290072cc5`, {
    '@odata.type': '#microsoft.graph.recordOperation',
    status: 'completed',
    recordingLocation: 'https://recordings.example.com/0fe0623f',
    recordingAccessToken: 'eyJ0b3AiOiJzZWNyZXQifQ',
  });
  await running.deliverGraph({ value: [{ ...recorded, changeType: 'deleted' }] });

  expect(running.logged.length).toBeGreaterThan(0);
  expect(JSON.stringify(running.logged)).not.toContain('eyJ0b3AiOiJzZWNyZXQifQ');
});
