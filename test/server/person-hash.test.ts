import { expect, test } from '@jest/globals';
import { assert, property, string } from 'fast-check';
import { personHash } from '../../src/client/person-hash.ts';

const bob = { kind: 'phoneNumber', value: '+14255550123' } as const;

test('the hash of a person is five hexadecimal digits, and the same for ever', () => {
  expect(personHash('call-1', bob)).toBe('6b474');
});

test('upper and lower case make no difference', () => {
  const user = { kind: 'communicationUser', id: '8:acs:Resource_User' } as const;
  expect(personHash('CALL-1', user)).toBe(personHash('call-1', { ...user, id: user.id.toLowerCase() }));
});

test('one person has other hashes in other calls, and thousands share each', () => {
  expect(personHash('call-2', bob)).not.toBe(personHash('call-1', bob));
  const hashes = new Set(
    Array.from({ length: 4_000 }, (_, index) =>
      personHash('call-1', { kind: 'phoneNumber', value: `+1425555${String(index).padStart(4, '0')}` }),
    ),
  );
  expect(hashes.size).toBeGreaterThan(3_900);
  assert(
    property(string(), string(), (call, id) => {
      expect(personHash(call, { kind: 'communicationUser', id })).toMatch(/^[0-9a-f]{5}$/);
    }),
  );
});
