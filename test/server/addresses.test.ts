import { expect, test } from '@jest/globals';
import { listeners } from '../support/listeners.ts';

const running = listeners();

const person = { participant: { kind: 'communicationUser', id: '8:acs:a_b' } };

const addTo = (callConnectionId: string) =>
  running.api({
    method: 'POST',
    path: `/v1/acs/calls/${callConnectionId}/participants`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(person),
  });

test.each(['.', '..', '%2e%2e', '..secret', '.x', 'a%2Fb', "a'b", 'x'.repeat(257)])(
  'the call connection id %s is 400 and named',
  async (id) => {
    const answer = await addTo(id);

    expect(answer).toMatchObject({
      status: 400,
      contentType: expect.stringContaining('application/problem+json'),
      body: { errors: [{ pointer: '/callConnectionId', detail: 'must be the id of a call connection' }] },
    });
  },
);

test.each([
  ['of 101 characters', 'x'.repeat(101)],
  ['of 256 characters', 'x'.repeat(256)],
  ['of 256 characters that are all percent-encoded', '%7E'.repeat(256)],
  ['with dots inside', 'a.b..c'],
])('a call connection id %s gets as far as Temporal', async (_name, id) => {
  expect(await addTo(id)).toMatchObject({
    status: 503,
    body: { type: expect.stringContaining('/temporal-unavailable') },
  });
});

test.each([
  ['cannot be decoded', '/v1/operations/%zz', 400],
  ['has a part that is too long', `/v1/operations/${'x'.repeat(2_000)}`, 414],
])('an address that %s is a problem like any other', async (_name, path, status) => {
  for (const asked of [running.api({ method: 'GET', path }), running.api({ method: 'POST', path: `${path}/cancel` })]) {
    expect(await asked).toMatchObject({
      status,
      contentType: expect.stringContaining('application/problem+json'),
      body: { type: expect.stringContaining('/invalid-request'), status },
    });
  }
});

test('an empty body of type JSON is no body', async () => {
  const headers = { 'content-type': 'application/json' };
  const cancel = await running.api({ method: 'POST', path: '/v1/operations/nonsense/cancel', headers });
  const add = await running.api({ method: 'POST', path: '/v1/acs/calls/call-1/participants', headers });

  expect(cancel).toMatchObject({ status: 404, body: { type: expect.stringContaining('/operation-not-found') } });
  expect(add).toMatchObject({ status: 400, body: { errors: [{ pointer: '' }] } });
});
