import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const read = (file: string) => readFileSync(path.join(process.cwd(), file), 'utf8');
const guide = read('docs/operations.md');

const sources = readdirSync(path.join(process.cwd(), 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => read(path.join('src', file)));

const metricsIn = (text: string) =>
  [...text.matchAll(/\bdurable_calls_[a-z_]+?(?=_count\b|_bucket\b|\b)/g)].map(([name]) => name);

test('the guide tells of every metric of ours, and of no other', () => {
  const measured = new Set(sources.flatMap(metricsIn));
  expect(measured.size).toBeGreaterThan(5);
  expect([...new Set(metricsIn(guide))].sort()).toEqual([...measured].sort());
});
