import { expect, test } from '@jest/globals';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { leaksIn, leaksInText } from './history-hygiene.ts';

const ACCESS_KEY = 'bm90LWEta2V5';

function payload(value: unknown) {
  const encoded = (text: string) => Buffer.from(text).toString('base64');
  return { metadata: { encoding: encoded('json/plain') }, data: encoded(JSON.stringify(value)) };
}

function started(attributes: Record<string, unknown>): History {
  return historyFromJSON({
    events: [
      {
        eventId: '1',
        eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED',
        workflowExecutionStartedEventAttributes: attributes,
      },
    ],
  });
}

const leaks = (attributes: Record<string, unknown>) => leaksIn(started(attributes), [ACCESS_KEY]);
const input = (value: unknown) => leaks({ input: { payloads: [payload(value)] } });

test('whom to call and as whom stands in the input, and is no leak', () => {
  const participant = { kind: 'phoneNumber', value: '+14255550123' };
  expect(input({ participant, sourceCallerIdNumber: '+14255550100', operationId: 'acs-add-1' })).toEqual([]);
});

test('a phone number in any other field of an input is a leak', () => {
  expect(input({ operationContext: 'acs-add-+14255550123' })).toHaveLength(1);
});

test('a phone number in an id, a search attribute or a memo is a leak, whatever the field is called', () => {
  expect(leaks({ workflowId: 'add-+14255550123' })).toHaveLength(1);
  expect(leaks({ searchAttributes: { indexedFields: { person: payload('4:+14255550123') } } })).toHaveLength(1);
  expect(leaks({ memo: { fields: { request: payload({ participant: '+14255550123' }) } } })).toHaveLength(1);
});

test('the id of a build is no phone number, though its hash may begin with as many digits', () => {
  const workerVersion = { buildId: '@temporalio/worker@1.24.0+14255550123ab' };
  const completed = { eventId: '4', eventType: 'EVENT_TYPE_WORKFLOW_TASK_COMPLETED' };
  const event = { ...completed, workflowTaskCompletedEventAttributes: { workerVersion } };
  expect(leaksIn(historyFromJSON({ events: [event] }), [])).toEqual([]);
});

test('an access key, a bearer token or a signature is a leak anywhere', () => {
  expect(input({ participant: { id: ACCESS_KEY } })).toHaveLength(1);
  expect(input({ header: 'Bearer abc' })).toHaveLength(1);
  expect(input({ token: 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhY3MifQ.c2ln' })).toHaveLength(1);
  expect(input({ header: 'HMAC-SHA256 SignedHeaders=x' })).toHaveLength(1);
});

test.each([
  ['GET /calls/c1/participants/8%3Aacs%3Ax_bob', 'a person'],
  ['could not add 8:acs:x_bob', 'a person'],
  ['asked for 14255550123', 'a person'],
  ['asked for +1 425-555-0123', 'a person'],
  ['asked for (1425) 555.0123', 'a person'],
  ['asked for +14255550199', 'a phone number'],
  ['authorization: Bearer abc', 'a secret'],
  [`signed with ${ACCESS_KEY}`, 'a secret'],
])('in a text that is for others it is a leak: %s', (text, leak) => {
  expect(leaksInText(text, [ACCESS_KEY], ['8:acs:x_bob', '4:+14255550123'])).toEqual([leak]);
});

test('a text that names operation, call and time leaks nothing', () => {
  const line = `{"time":1795993782836,"operationId":"acs-add-${'0'.repeat(32)}","call":"0a000080-0000-4000-8000-0000000000c1"}`;
  expect(leaksInText(line, [ACCESS_KEY], ['8:acs:x_bob', '4:+14255550123'])).toEqual([]);
});
