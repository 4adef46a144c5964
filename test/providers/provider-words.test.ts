import { expect, test } from '@jest/globals';
import { readErrorBody, withoutWho } from '../../src/providers/provider-words.ts';

test.each([
  '8:acs:contoso_bob-1',
  '8%3Aacs%3Acontoso_bob-1',
  '28:orgid:bot',
  '4:+14255550123',
  '4%3A%2B14255550123',
  'sip:bob@example.com',
  'tel:+1-425-555-0123',
  '+14255550123',
  '%2B14255550123',
  '14255550123',
  '+1 425-555-0123',
  '+1 (425) 555-0123',
  '(425) 555-0123',
  '425-555-0123',
  '425.555.0123',
  '5550123',
])('nobody is named in a message: %s', (who) => {
  expect(withoutWho(`Participant ${who} could not be added.`)).toBe('Participant <participant> could not be added.');
});

test.each([
  'The call 0a000080-1111-4222-8333-444455556666 has ended.',
  'Sub-code 560487, status 487.',
  'Try again in 30 seconds.',
  'Version 2023-10-15.',
  'error 10004 at 127.0.0.1:80',
])('what names nobody stays: %s', (message) => {
  expect(withoutWho(message)).toBe(message);
});

test.each([
  ['as ACS writes it', { error: { code: '8523', message: 'Invalid.' } }],
  ['as a gateway writes it', { Error: { Code: '8523', Message: 'Invalid.', Target: 'x' } }],
  ['with a number', { error: { code: 8523, message: 'Invalid.' } }],
])('an error body is read %s', (_how, body) => {
  expect(readErrorBody(JSON.stringify(body))).toEqual({ code: '8523', message: 'Invalid.' });
});
