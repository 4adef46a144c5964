import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import * as client from '../../src/client/index.ts';

const guide = readFileSync(path.resolve('docs/client.md'), 'utf8');
const rows = [...guide.matchAll(/^\| `(\w+)` \| `([A-Z_]+)` \| /gm)].map(([, name = '', code = '']) => [name, code]);

const errors = Object.entries(client).filter(
  ([, exported]) => typeof exported === 'function' && exported.prototype instanceof Error,
);
/** When the namespace is set up, and by no call. */
const OF_THE_SET_UP = ['SearchAttributeOfOtherType', 'CallOperationError'];

test('the guide has a row for every error of a call, with its code', () => {
  const names = errors.map(([name]) => name).filter((name) => !OF_THE_SET_UP.includes(name));

  expect(new Set(rows.map(([name]) => name))).toEqual(new Set(names));
  expect(rows).toHaveLength(names.length);
  for (const [name = '', code = ''] of rows) {
    const source = readFileSync(path.resolve(fileOf(name)), 'utf8');
    expect(source).toContain(`'${code}'`);
    expect(code).toBe(name.replaceAll(/(?<=.)[A-Z]/g, (letter) => `_${letter}`).toUpperCase());
  }
});

function fileOf(name: string): string {
  const files = ['src/client/errors.ts', 'src/client/media-errors.ts', 'src/statechart/client/errors.ts'];
  return files.find((file) => readFileSync(path.resolve(file), 'utf8').includes(`class ${name}`)) ?? 'none';
}
