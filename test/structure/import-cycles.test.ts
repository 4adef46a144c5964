import { describe, expect, test } from '@jest/globals';
import { importCycles } from './import-cycles.ts';
import { readSourceFiles } from './read-imports.ts';
import type { SourceFile } from './source-file.ts';

function files(imports: Record<string, string[]>): SourceFile[] {
  return Object.entries(imports).map(([path, specifiers]) => ({
    path,
    imports: specifiers.map((specifier) => ({ specifier, typeOnly: true })),
  }));
}

test('no two files of the project import each other, directly or by way of others, types included', () => {
  expect(importCycles(readSourceFiles())).toEqual([]);
});

describe('a cycle', () => {
  test('of two files is named', () => {
    expect(importCycles(files({ 'a.ts': ['./b.ts'], 'b.ts': ['./a.ts'] }))).toEqual(['a.ts > b.ts > a.ts']);
  });

  test('through folders is named without the files that only lead to it', () => {
    const tree = {
      'x.ts': ['./a/a.ts'],
      'a/a.ts': ['../b/b.ts'],
      'b/b.ts': ['./c.ts', 'zod'],
      'b/c.ts': ['../a/a.ts'],
    };
    expect(importCycles(files(tree))).toEqual(['a/a.ts > b/b.ts > b/c.ts > a/a.ts']);
  });

  test('of one file with itself is named', () => {
    expect(importCycles(files({ 'a.ts': ['./a.ts'] }))).toEqual(['a.ts > a.ts']);
  });

  test('is not what two ways to one file make', () => {
    expect(
      importCycles(files({ 'a.ts': ['./b.ts', './c.ts'], 'b.ts': ['./d.ts'], 'c.ts': ['./d.ts'], 'd.ts': [] })),
    ).toEqual([]);
  });
});
