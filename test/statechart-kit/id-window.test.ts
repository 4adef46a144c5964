import { expect, test } from '@jest/globals';
import { IdWindow } from '../../src/statechart/host/id-window.ts';

const HOUR_MS = 3_600_000;

function window() {
  let now = 0;
  const ids = new IdWindow<string>(() => now);
  return { ids, pass: (ms: number) => (now += ms) };
}

test('what was answered under an id is recalled for a day, and no longer', () => {
  const { ids, pass } = window();
  ids.remember('a', 'first');
  pass(24 * HOUR_MS);
  expect(ids.recall('a')).toMatchObject({ answer: 'first' });
  pass(1);
  expect(ids.recall('a')).toBeUndefined();
});

test('a thousand ids are kept, the latest of them', () => {
  const { ids } = window();
  for (let id = 1; id <= 1_001; id += 1) ids.remember(String(id), 'answer');
  expect(ids.entries()).toHaveLength(1_000);
  expect(ids.recall('1')).toBeUndefined();
  expect(ids.recall('2')).toBeDefined();
  expect(ids.recall('1001')).toBeDefined();
});

test('an id that is older than a day is kept no longer when another one comes', () => {
  const { ids, pass } = window();
  ids.remember('a', 'first');
  pass(24 * HOUR_MS + 1);
  ids.remember('b', 'second');
  expect(ids.entries().map(({ id }) => id)).toEqual(['b']);
});
