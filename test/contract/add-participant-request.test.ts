import { expect, test } from '@jest/globals';
import { parseRequest } from '../../src/client/parse-request.ts';
import { InvalidRequest } from '../../src/client/index.ts';
import { addParticipantBody } from '../../src/contract/add-participant.schema.ts';

const bob = { participant: { kind: 'communicationUser', id: '8:acs:simulated-resource_bob' } };

/** What is wrong with it, or `undefined`. */
function mistakesIn(more: object): string | undefined {
  try {
    parseRequest(addParticipantBody, { ...bob, ...more });
  } catch (error) {
    if (error instanceof InvalidRequest)
      return error.errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ');
    throw error;
  }
  return undefined;
}

const many = (count: number, name: (index: number) => string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), 'x']));
const voip = (voipHeaders: object) => ({ customCallingContext: { voipHeaders } });
const sip = (sipHeaders: object) => ({ customCallingContext: { sipHeaders } });

test.each<[string, object]>([
  ['1,000 VoIP headers', voip(many(1_000, (index) => `header-${index}`))],
  ['a VoIP name of 64 characters', voip({ ['n'.repeat(64)]: 'x' })],
  ['a VoIP name with . _ ~ * -', voip({ 'a.b_c~d*e-f': 'x' })],
  ['a VoIP value of 1,024 characters', voip({ queue: 'x'.repeat(1_024) })],
  ['5 SIP headers beside User-To-User', sip({ 'User-To-User': 'x', ...many(5, (index) => `X-MS-Custom-${index}`) })],
  ['a SIP name of 64 characters', sip({ [`X-MS-Custom-${'n'.repeat(52)}`]: 'x' })],
  ['a SIP name with . ~ *', sip({ 'X-MS-Custom-a.b~c*d': 'x' })],
  ['a SIP value of 256 characters', sip({ 'X-MS-Custom-Queue': 'x'.repeat(256) })],
])('%s are within the published limits', (_what, more) => {
  expect(mistakesIn(more)).toBeUndefined();
});

test.each<[string, object, string]>([
  ['1,001 VoIP headers', voip(many(1_001, (index) => `header-${index}`)), 'must not have more than 1000 headers'],
  ['a VoIP name of 65 characters', voip({ ['n'.repeat(65)]: 'x' }), 'must be named by 1 to 64'],
  ['a VoIP value of 1,025 characters', voip({ queue: 'x'.repeat(1_025) }), 'must be at most 1024'],
  [
    '6 SIP headers',
    sip(many(6, (index) => `X-MS-Custom-${index}`)),
    'must not have more than 5 headers beside User-To-User',
  ],
  ['a SIP name without its prefix', sip({ 'X-Queue': 'x' }), 'X-MS-Custom-'],
  ['a SIP name of 65 characters', sip({ [`X-MS-Custom-${'n'.repeat(53)}`]: 'x' }), 'X-MS-Custom- and up to 52'],
  ['a SIP value of 257 characters', sip({ 'X-MS-Custom-Queue': 'x'.repeat(257) }), 'must be at most 256'],
  [
    'a line break in the shown name',
    { sourceDisplayName: 'Billing\r\nX: y' },
    '/sourceDisplayName must have no control',
  ],
  [
    'an escape in the shown name',
    { sourceDisplayName: '\u001b[31mBilling' },
    '/sourceDisplayName must have no control',
  ],
  ['a NUL in the correlation', { correlation: 'ticket\u0000' }, '/correlation must have no control characters'],
])('%s is refused, with the field and the limit', (_what, more, told) => {
  expect(mistakesIn(more)).toContain(told);
});
