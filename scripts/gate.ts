import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeFailure, hasFailed, tallyOf, type FileResult, type TestResults } from './gate/test-results.ts';

/*
 * The tests of `npm test`, as .ci/run asks for them. Files that failed are run once more, alone and one after another:
 * one that passes then is unsteady, which is reported and does not fail the gate. An unsteady test is a defect, of the test
 * or of the product. Arguments are handed on to Jest.
 */

/** When more files than this fail, it is no matter of steadiness. */
const MOST_UNSTEADY = 3;

const folder = await mkdtemp(path.join(tmpdir(), 'gate-'));

/** @returns what each file came to; nothing where Jest broke down, or failed although no file did */
async function runTests(outputName: string, ...more: string[]): Promise<readonly FileResult[]> {
  const output = path.join(folder, outputName);
  const args = ['test', '--', ...process.argv.slice(2), '--json', `--outputFile=${output}`, ...more];
  const [code] = (await once(spawn('npm', args, { stdio: ['ignore', 'inherit', 'inherit'] }), 'close')) as [number];
  const written = await readFile(output, 'utf8').catch(() => '{ "testResults": [] }');
  const { testResults } = JSON.parse(written) as TestResults;
  return code === 0 || testResults.some(hasFailed) ? testResults : [];
}

async function runAgain(failed: readonly FileResult[]): Promise<readonly FileResult[]> {
  const again: FileResult[] = [];
  for (const [index, { name }] of failed.entries()) {
    process.stdout.write(`== again, alone: ${path.relative('.', name)}\n`);
    again.push(...(await runTests(`again-${index}.json`, '--runInBand', '--runTestsByPath', name)));
  }
  return again;
}

const first = await runTests('first.json');
const failed = first.filter(hasFailed);
const again = failed.length > MOST_UNSTEADY ? [] : await runAgain(failed);
const unsteady = failed.filter(({ name }) => again.some((file) => file.name === name && !hasFailed(file)));
await rm(folder, { recursive: true });

const settled = first.map((file) => (unsteady.includes(file) ? again.find(({ name }) => name === file.name)! : file));
const tally = tallyOf(settled);
if (unsteady.length > 0) process.stdout.write(`== unsteady\n${unsteady.map(describeFailure).join('\n')}\n`);
const twice = settled.filter(hasFailed);
if (twice.length > 0) process.stdout.write(`== failed\n${twice.map(describeFailure).join('\n')}\n`);
if (unsteady.length > 0) process.stdout.write(`unsteady files: ${unsteady.length}\n`);
const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : '';
process.stdout.write(`${tally.passed} passed, ${tally.failed} failed${skipped}\n`);
process.exitCode = twice.length > 0 || tally.passed === 0 ? 1 : 0;
