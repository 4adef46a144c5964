import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { compatibilityMarkdown } from './compatibility-markdown.ts';
import { readFeatures } from './read-features.ts';

const folder = path.join(process.cwd(), 'test/statechart-kit/compatibility');
const groups = readFeatures(folder);

test('docs/compatibility.md has a row for every feature that is tested, as npm run docs:compatibility writes them', () => {
  const document = readFileSync(path.join(process.cwd(), 'docs/compatibility.md'), 'utf8');
  expect(document).toBe(compatibilityMarkdown(groups));
});

test('every feature has a name of its own, and says what is different where something is', () => {
  const features = groups.flatMap((group) => group.features);
  expect(features.length).toBeGreaterThan(50);
  expect(new Set(features.map(({ name }) => name)).size).toBe(features.length);
  expect(features.filter(({ name }) => name === '')).toEqual([]);
  expect(features.filter(({ works, remark }) => works !== 'works' && remark === '')).toEqual([]);
});
