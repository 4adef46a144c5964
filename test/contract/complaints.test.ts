import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const page = readFileSync(path.join(process.cwd(), 'docs/complaints.md'), 'utf8');

/** File and name of the test in the last column. */
const named = [...page.matchAll(/\| `([\w/-]+)`: (.+?) \|$/gm)].map(
  ([, file = '', name = '']) => [file, name] as const,
);

test('every row of the complaints names a test', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| complaint'));
  expect(rows.length).toBeGreaterThan(5);
  expect(named).toHaveLength(rows.length);
});

test.each(named)('%s has the test that the complaint names: %s', (file, name) => {
  const source = path.join(process.cwd(), 'test/lifecycle', `${file}.test.ts`);
  expect(existsSync(source)).toBe(true);
  expect(readFileSync(source, 'utf8')).toContain(`test('${name}'`);
});
