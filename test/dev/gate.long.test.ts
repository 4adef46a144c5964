import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const PASSES = `test('holds', () => undefined);`;
const FAILS = `test('never holds', () => { throw new Error('it does not hold'); });`;
/** Leaves a file behind, by which it knows that it runs a second time. */
const FAILS_ONCE = `
  const { existsSync, writeFileSync } = require('node:fs');
  const marker = __filename + '.ran';
  const ranBefore = existsSync(marker);
  writeFileSync(marker, '');
  test('holds the second time', () => { if (!ranBefore) throw new Error('too slow'); });
  ${PASSES}`;
const CANNOT_BE_RUN = `throw new Error('broken at the top');`;

/** Runs the gate over files of tests with these texts. */
function gate(...files: readonly string[]) {
  const folder = mkdtempSync(path.join(tmpdir(), 'gate-test-'));
  folders.push(folder);
  for (const [index, text] of files.entries()) writeFileSync(path.join(folder, `file-${index}.test.js`), text);
  const config = path.join(folder, 'jest.config.json');
  writeFileSync(config, JSON.stringify({ rootDir: folder, transform: {} }));
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/gate.ts', '--config', config], {
    encoding: 'utf8',
  });
  const lines = stdout.trimEnd().split('\n');
  return { status, stdout, last: lines.at(-1), lastButOne: lines.at(-2) };
}

test('the gate passes where every test passes, and ends with their count', () => {
  expect(gate(PASSES, PASSES)).toMatchObject({ status: 0, last: '2 passed, 0 failed' });
});

test('a file that fails and then passes alone is reported as unsteady, with test and error, and does not fail the gate', () => {
  const { status, stdout, last, lastButOne } = gate(FAILS_ONCE, PASSES);

  expect({ status, lastButOne, last }).toEqual({
    status: 0,
    lastButOne: 'unsteady files: 1',
    last: '3 passed, 0 failed',
  });
  expect(stdout).toMatch(/== unsteady\n.*file-0\.test\.js: holds the second time\n.*too slow/);
});

test('a file that fails twice fails the gate, and so does one that cannot be run', () => {
  expect(gate(FAILS, PASSES)).toMatchObject({ status: 1, last: '1 passed, 1 failed' });
  const { status, stdout, last } = gate(CANNOT_BE_RUN, PASSES);

  expect({ status, last }).toEqual({ status: 1, last: '1 passed, 1 failed' });
  expect(stdout).toMatch(/== failed\n.*file-0\.test\.js\n[^]*broken at the top/);
});

test('more than three files that fail are run no second time, and fail the gate', () => {
  const { status, stdout, last } = gate(FAILS_ONCE, FAILS_ONCE, FAILS_ONCE, FAILS_ONCE);

  expect({ status, last }).toEqual({ status: 1, last: '4 passed, 4 failed' });
  expect(stdout).not.toContain('== again');
});

test('a gate without a test fails', () => {
  expect(gate()).toMatchObject({ status: 1, last: '0 passed, 0 failed' });
});
