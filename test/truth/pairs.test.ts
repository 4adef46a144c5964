import { expect, test } from '@jest/globals';
import { exampleRequest as request } from './example-request.ts';
import { countPairs } from './pairs.ts';

test('a pair that was executed once, however often it was sent, is in order', () => {
  const sent = [request(), request({ executed: false, repeat: true })];
  expect(countPairs(sent)).toEqual({ executedTwice: [], usedForTwo: [] });
});

test('a pair that was executed twice is told', () => {
  expect(countPairs([request(), request()]).executedTwice).toEqual(['pair-1']);
});

test('a pair that was sent with another body, or as of another time, is told', () => {
  expect(countPairs([request(), request({ executed: false, pathAndBodyHash: 'other' })]).usedForTwo).toEqual([
    'pair-1',
  ]);
  expect(countPairs([request(), request({ executed: false, firstSent: 'later' })]).usedForTwo).toEqual(['pair-1']);
});

test('requests without a pair are of nobody', () => {
  const unpaired = request({ repeatabilityRequestId: null });
  expect(countPairs([unpaired, unpaired])).toEqual({ executedTwice: [], usedForTwo: [] });
});
