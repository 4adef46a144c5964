import { expect, test } from '@jest/globals';
import { acsCallbackUri } from '../../src/server/index.ts';
import { listeners } from '../support/listeners.ts';

const running = listeners();

const added = (data: unknown) => ({ type: 'Microsoft.Communication.AddParticipantSucceeded', data });
const foreign = added({ callConnectionId: 'call-1', operationContext: 'call back Anna Smith +14255550123' });

// The keys that a listener has had it keeps: this comes first.
test('while the keys of ACS cannot be had, a delivery is 503, so that it comes again', async () => {
  const refused = await running.withoutKeys(() => running.deliver([foreign]));
  expect(refused).toMatchObject({ status: 503, body: { type: expect.stringContaining('/key-set-unavailable') } });
  expect(refused.headers['retry-after']).toBeDefined();

  expect((await running.deliver([foreign])).status).toBe(200);
});

test('a call id of no known shape is put into no query', async () => {
  const callConnectionId = "x' OR ExecutionStatus = 'Running";
  const ended = { type: 'Microsoft.Communication.CallDisconnected', data: { callConnectionId } };
  // Temporal is out of reach: whatever asked it would be told so.
  expect(await running.deliver([ended])).toMatchObject({ status: 200, body: { delivered: 0, ignored: 1 } });
  const known = { ...ended, data: { callConnectionId: 'a1b2' } };
  expect((await running.deliver([known])).status).toBe(503);
});

test.each([
  ['https://calls.example.com', 'https://calls.example.com/webhooks/acs'],
  ['https://calls.example.com/', 'https://calls.example.com/webhooks/acs'],
  ['https://gw.example.com/telephony', 'https://gw.example.com/telephony/webhooks/acs'],
  ['https://gw.example.com/telephony/', 'https://gw.example.com/telephony/webhooks/acs'],
  ['https://gw.example.com:8443/a/b', 'https://gw.example.com:8443/a/b/webhooks/acs'],
])('under the public URL %s ACS is told to deliver to %s', (publicUrl, callbackUri) => {
  expect(acsCallbackUri(publicUrl)).toBe(callbackUri);
});

test.each([
  'application/cloudevents+json',
  'application/cloudevents+json; charset=utf-8',
  'application/cloudevents-batch+json',
  'Application/Vnd.Contoso+JSON',
  'application/json; charset=utf-8',
])('a delivery of type %s is read as JSON', async (contentType) => {
  expect(await running.deliver([foreign], contentType)).toMatchObject({
    status: 200,
    body: { delivered: 0, ignored: 1 },
  });
});

test('a delivery of a type that is not JSON is refused', async () => {
  expect((await running.deliver([foreign], 'application/xml')).status).toBe(415);
});

test('an empty delivery is 400', async () => {
  const { status, body } = await running.deliver(undefined, 'application/json');

  expect({ status, body }).toMatchObject({
    status: 400,
    body: { type: expect.stringContaining('/unreadable-delivery') },
  });
});

test('a context that is not ours leaves no trace in the log, whatever it says', async () => {
  // It has the form of ours, and not the id of an operation.
  const alike = added({ callConnectionId: 'call-1', operationContext: '14255550123:add:1' });

  await running.deliver([foreign, alike]);

  const log = JSON.stringify(running.logged);
  expect(log).toContain('acs.AddParticipantSucceeded');
  for (const trace of ['Anna', 'Smith', '4255550123']) expect(log).not.toContain(trace);
});

test('elements that cannot be read are counted in a warning that names fields, and never what is in them', async () => {
  const answer = await running.deliver([
    'Anna Smith',
    added({}),
    added({}),
    added({ callConnectionId: 'call-1', operationContext: { name: 'Anna Smith' } }),
    foreign,
  ]);

  expect(answer).toMatchObject({ status: 200, body: { delivered: 0, ignored: 5 } });
  expect(running.logged).toContainEqual(
    expect.objectContaining({
      level: 40,
      unreadable: 4,
      reasons: {
        'not an event: type is missing': 1,
        'callConnectionId is missing': 2,
        'of the wrong kind: data.operationContext': 1,
      },
    }),
  );
  expect(JSON.stringify(running.logged)).not.toContain('Anna');
});

test('a line of the log says which of the two listeners it is from', async () => {
  await running.api({ method: 'GET', path: '/v2/nothing' });
  await running.webhooks({ method: 'GET', path: '/nothing' });

  expect(running.logged.map(({ listener }) => listener)).toEqual(['api', 'api', 'webhooks', 'webhooks']);
});
