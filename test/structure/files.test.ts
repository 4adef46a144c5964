import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { projectFolder, projectPaths } from './project-files.ts';

const paths = projectPaths();

/** They say neither where code runs nor what it is about. */
const EMPTY_NAMES = new Set(['utils', 'helpers', 'common', 'types', 'services', 'domain']);

function filesLongerThan(limit: number, where: RegExp): string[] {
  return paths
    .filter((file) => where.test(file))
    .map((file) => ({ file, lines: readFileSync(path.join(projectFolder, file), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > limit)
    .map(({ file, lines }) => `${file} has ${lines} lines`);
}

test('no source file is longer than 300 lines', () => {
  expect(filesLongerThan(300, /^(?!test\/).*\.ts$/)).toEqual([]);
});

test('no test file is longer than 400 lines', () => {
  expect(filesLongerThan(400, /^test\/.*\.ts$/)).toEqual([]);
});

test('every file and folder has a name that says where it runs or what it is about', () => {
  expect(paths.filter((file) => EMPTY_NAMES.has(path.basename(file).replace(/\..*$/, '')))).toEqual([]);
});

test('no signal of a time-out is known to AbortSignal.any alone: Node 20 reclaims it, and it is never aborted', () => {
  const LOST = /AbortSignal\.any\(\[[^\]]*AbortSignal\.timeout/;
  const sources = paths.filter((file) => file.endsWith('.ts') && !file.endsWith('files.test.ts'));
  expect(sources.filter((file) => LOST.test(readFileSync(path.join(projectFolder, file), 'utf8')))).toEqual([]);
});
