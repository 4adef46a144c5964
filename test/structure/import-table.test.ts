import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { withImportTable } from './import-table-markdown.ts';
import { importTable } from './import-table.ts';
import { breaches, rowOf, targetOf } from './import-rules.ts';
import { importsIn, readSourceFiles } from './read-imports.ts';
import { projectFolder } from './project-files.ts';
import type { Import, SourceFile } from './source-file.ts';

describe('in the project', () => {
  const files = readSourceFiles();
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(path.join(projectFolder, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>>;

  test('every file has a row in the import table, and every import is permitted by it', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(breaches(files, importTable)).toEqual([]);
  });

  test('every row of the import table has a file', () => {
    const used = new Set(files.map(({ path: file }) => rowOf(file, importTable)));
    expect(Object.keys(importTable).filter((row) => !used.has(row))).toEqual([]);
  });

  test('every package in the import table is one that package.json names', () => {
    const packages = Object.values(importTable)
      .flat()
      .map((permission) => permission.replace(/^type /, ''))
      .filter((name) => !/[*]|\.ts$|^node:|^(src|simulator|test)\//.test(name));
    const known = { ...dependencies, ...devDependencies };
    expect(packages.filter((name) => !(name in known))).toEqual([]);
  });

  test('what runs in production imports no package that is there for development only', () => {
    const inProduction = files.filter(({ path: file }) => /^(src\/|worker\.ts$|server\.ts$)/.test(file));
    const packages = inProduction.flatMap((file) => file.imports.map(({ specifier }) => targetOf(file, specifier)));
    expect(packages.filter((name) => name in devDependencies)).toEqual([]);
  });

  test('ARCHITECTURE.md shows the import table as it is', () => {
    const document = readFileSync(path.join(projectFolder, 'ARCHITECTURE.md'), 'utf8');
    expect(document).toBe(withImportTable(document, importTable));
  });
});

describe('the import table refuses', () => {
  test.each([
    ['a file in no folder of the table', 'lib/clock.ts', "import 'node:fs';"],
    ['a file beside the processes', 'migrate.ts', ''],
    ['an import of a file in no folder of the table', 'src/machines/play.ts', "import '../../lib/clock.ts';"],
    ['anything in the contract', 'src/contract/play.ts', "import { z } from 'zod';"],
    ['a type in the contract', 'src/contract/play.ts', "import type { State } from 'xstate';"],
    ['a schema in the contract', 'src/contract/play.ts', "import { body } from './play.schema.ts';"],
    ['a schema in a machine', 'src/machines/play.ts', "import { body } from '../contract/play.schema.ts';"],
    [
      'the type of a schema in a workflow',
      'src/workflows/play.ts',
      "import type { Body } from '../contract/play.schema.ts';",
    ],
    ['activities in a workflow', 'src/workflows/play.ts', "import { play } from '../activities/acs.ts';"],
    ['types of activities in a workflow', 'src/workflows/play.ts', "import type { Acs } from '../activities/acs.ts';"],
    [
      'an activity that holds a gateway',
      'src/activities/acs.ts',
      "import { create } from '../providers/acs/gateway.ts';",
    ],
    [
      'an activity that knows the wire',
      'src/activities/acs.ts',
      "import type { Body } from '../providers/acs/wire.ts';",
    ],
    ['Temporal in a provider', 'src/providers/acs/gateway.ts', "import { Context } from '@temporalio/activity';"],
    ['Temporal below the host', 'src/statechart/host/clock.ts', "import { sleep } from '@temporalio/workflow';"],
    [
      'calls in the statechart runtime',
      'src/statechart/client/view.ts',
      "import type { View } from '../../contract/view.ts';",
    ],
    ['more than types in the messages', 'src/statechart/messages.ts', "import { proto } from '@temporalio/common';"],
    [
      'an import of nothing for its types',
      'src/statechart/messages.ts',
      "import { type A } from '@temporalio/common';",
    ],
    [
      'the product in the simulator',
      'simulator/acs/wire.ts',
      "import type { Wire } from '../../src/providers/acs/wire.ts';",
    ],
    ['the inside of the simulator in dev', 'dev/demo.ts', "import { start } from '../simulator/server.ts';"],
    ['a test in the product', 'src/machines/play.ts', "import '../../test/machines/play.test.ts';"],
    ['a test in a test', 'test/machines/play.test.ts', "import './record.test.ts';"],
    ['a re-export', 'src/machines/index.ts', "export { readFile } from 'node:fs/promises';"],
    ['a re-export of everything', 'src/machines/index.ts', "export * from '../activities/acs.ts';"],
    ['a dynamic import', 'src/machines/play.ts', "const fs = await import('node:fs');"],
    ['a dynamic import in a template', 'src/machines/play.ts', 'const fs = await import(`node:${name}`);'],
    ['an import in a type', 'src/machines/play.ts', "type Stats = import('node:fs').Stats;"],
    ['a required module', 'src/machines/play.ts', "const fs = require('node:fs');"],
    ['the inside of a package', 'src/machines/play.ts', "import '@temporalio/workflow/lib/internals';"],
    ['a package with a name that begins alike', 'src/machines/play.ts', "import 'xstate-tools';"],
    ['a built-in module without its prefix', 'src/providers/acs/hmac.ts', "import 'crypto';"],
  ])('%s', (_what, file, source) => {
    expect(breaches([{ path: file, imports: importsIn(source) }], importTable)).toHaveLength(1);
  });
});

describe('the import table permits', () => {
  test.each([
    ['files of one folder to each other', 'src/machines/play/guards.ts', "import { model } from './model.ts';"],
    ['a schema to the server', 'src/server/play.ts', "import { body } from '../contract/play.schema.ts';"],
    [
      'the type of a gateway to an activity',
      'src/activities/acs.ts',
      "import type { Gateway } from '../providers/acs/gateway.ts';",
    ],
    ['a gateway to the worker', 'src/worker/create.ts', "import { create } from '../providers/acs/gateway.ts';"],
    [
      'what the providers share to one of them',
      'src/providers/acs/failures.ts',
      "import { after } from '../retry-after.ts';",
    ],
    [
      'everything but tests to a test',
      'test/worker/play.test.ts',
      "import '../../src/worker/create.ts'; import 'fast-check';",
    ],
  ])('%s', (_what, file, source) => {
    expect(breaches([{ path: file, imports: importsIn(source) }], importTable)).toEqual([]);
  });
});

test('a breach names the file, what it imports and the row that forbids it', () => {
  const imports: Import[] = [{ specifier: '../activities/acs.ts', typeOnly: true }];
  const files: SourceFile[] = [
    { path: 'src/workflows/play.ts', imports },
    { path: 'lib/clock.ts', imports: [] },
  ];
  expect(breaches(files, importTable)).toEqual([
    'src/workflows/play.ts imports types of src/activities/acs.ts, which src/workflows may not',
    'lib/clock.ts is in no folder of the table',
  ]);
});

test('imports are read in all their forms', () => {
  const source = `
    import a from './a.ts'; import type { B } from './b.ts'; import { type C } from './c.ts'; import './d.ts';
    export { e } from './e.ts'; export type { F } from './f.ts'; export * from './g.ts'; export type * from './h.ts';
    const i = () => import('./i.ts'); type J = import('./j.ts').J; type K = typeof import('./k.ts');
    const notAnImport = "import './l.ts'"; // import './m.ts'
  `;
  const types = new Set(['b', 'f', 'h', 'j', 'k']);
  const all = 'abcdefghijk'.split('').map((name) => ({ specifier: `./${name}.ts`, typeOnly: types.has(name) }));
  expect(importsIn(source)).toEqual(expect.arrayContaining(all));
  expect(importsIn(source)).toHaveLength(all.length);
});
