import { expect, test } from '@jest/globals';
import { listeners } from '../support/listeners.ts';

const running = listeners();

const list = (query: string) => running.api({ method: 'GET', path: `/v1/operations${query}` });

test.each([
  ['status=Running', '/status', 'must be open or settled'],
  ['status=open&status=settled', '/status', 'must be open or settled'],
  ['kind=playPrompt', '/kind', 'must be addParticipant or graphCall'],
  ['callId=call%27%20OR%20%271%27%3D%271', '/callId', 'must be the id of a call'],
  ['callId=a&callId=b', '/callId', 'must be given once'],
  ['callId=', '/callId', 'must be the id of a call'],
  ['limit=0', '/limit', 'must be a whole number from 1 to 100'],
  ['limit=101', '/limit', 'must be a whole number from 1 to 100'],
  ['limit=many', '/limit', 'must be a whole number from 1 to 100'],
  ['limit=', '/limit', 'must be a whole number from 1 to 100'],
  ['pageToken=made-up', '/pageToken', 'is of another list, or none of ours'],
  ['pageToken=a&pageToken=b', '/pageToken', 'must be given once'],
])('a list with %s is refused, with the place', async (query, pointer, detail) => {
  const { status, body } = await list(`?${query}`);

  expect([status, body['type']]).toEqual([400, 'https://durable-calls.dev/problems/invalid-request']);
  expect(body['errors']).toEqual([{ pointer, detail }]);
});

test('a list with a filter that there is not is refused: it would hold more than was asked for', async () => {
  expect((await list('?caller=somebody')).status).toBe(400);
});

test('while Temporal is away, a list is 503', async () => {
  const { status, headers, body } = await list('?status=open&limit=5');

  expect([status, body['type']]).toEqual([503, 'https://durable-calls.dev/problems/temporal-unavailable']);
  expect(headers['retry-after']).toBe('5');
});
