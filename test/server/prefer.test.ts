import { expect, test } from '@jest/globals';
import { preferredWaitSeconds } from '../../src/server/prefer.ts';

test.each<[string | string[] | undefined, number | undefined]>([
  [undefined, undefined],
  ['', undefined],
  ['wait=10', 10],
  ['Wait = 10', 10],
  ['wait="10"', 10],
  ['wait=0', 0],
  ['wait=600', 60],
  ['respond-async, wait=10; why=test', 10],
  [['respond-async', 'wait=7'], 7],
  ['wait=5, wait=9', 5],
  ['wait', undefined],
  ['wait=soon', undefined],
  ['wait=-1', undefined],
  ['wait=1.5', undefined],
  ['await=10', undefined],
  ['wait=99999999999999999999', undefined],
])('%j is a wish to wait for %p seconds', (prefer, seconds) => {
  expect(preferredWaitSeconds(prefer)).toBe(seconds);
});
