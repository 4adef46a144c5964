import { expect, test } from '@jest/globals';
import { assert, property, string } from 'fast-check';
import { personHash } from '../../src/client/person-hash.ts';

const bob = '4:+14255550123';

test('the hash of a person is five hexadecimal digits, and the same for ever', () => {
  expect(personHash('call-1', bob)).toBe('6b474');
});

test.each([
  ['upper and lower case', 'CALL-1', '8:acs:Resource_User', '8:acs:resource_user'],
  ['the plus of a phone number', 'call-1', '4:14255550123', bob],
])('%s make no difference', (_what, call, one, other) => {
  expect(personHash(call, one)).toBe(personHash('call-1', other));
});

test('one person has other hashes in other calls, and thousands share each', () => {
  expect(personHash('call-2', bob)).not.toBe(personHash('call-1', bob));
  const hashes = new Set(
    Array.from({ length: 4_000 }, (_, index) => personHash('call-1', `4:+1425555${String(index).padStart(4, '0')}`)),
  );
  expect(hashes.size).toBeGreaterThan(3_900);
  assert(
    property(string(), string(), (call, id) => {
      expect(personHash(call, id)).toMatch(/^[0-9a-f]{5}$/);
    }),
  );
});
