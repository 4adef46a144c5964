import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { projectFolder } from './project-files.ts';

const run = promisify(execFile);

/** What the compiler says of a program, one line each. */
async function complaintsOfCompiler(project: string): Promise<string[]> {
  const tsc = path.join(projectFolder, 'node_modules/.bin/tsc');
  const { stdout } = await run(tsc, ['-p', project, '--pretty', 'false'], { cwd: projectFolder }).catch(
    (error: { stdout?: string }) => {
      if (typeof error.stdout !== 'string' || error.stdout === '') throw error;
      return { stdout: error.stdout };
    },
  );
  return stdout.split('\n').filter((line) => line !== '');
}

test('what runs in a workflow compiles with nothing but ECMAScript and what the sandbox offers', async () => {
  expect(await complaintsOfCompiler('tsconfig.sandbox.json')).toEqual([]);
});

test('what a workflow cannot have does not compile there', async () => {
  const complaints = await complaintsOfCompiler('test/sandbox-fixture');
  const missing = complaints.map((line) => /Cannot find name '([^']+)'/.exec(line)?.[1] ?? line);
  expect(missing).toEqual(['node:fs', 'process', 'Buffer', 'fetch', 'setInterval']);
});
