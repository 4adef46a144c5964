import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** Below `node_modules`: what is compiled finds the packages of the project from there. */
const CACHE = 'node_modules/.cache/durable-calls';

/**
 * Compiles worker, server, simulator and supervisor, unchecked: a process that is started from its source takes three times
 * as long, and the tests start some hundred.
 *
 * @returns a new folder, to be removed after the run
 */
export async function compilePrograms(projectDir: string): Promise<string> {
  await mkdir(path.join(projectDir, CACHE), { recursive: true });
  const folder = await mkdtemp(path.join(projectDir, CACHE, 'programs-'));
  const compiler = path.join(projectDir, 'node_modules/typescript/bin/tsc');
  const project = path.join(projectDir, 'test/support/programs.tsconfig.json');
  await promisify(execFile)(process.execPath, [compiler, '-p', project, '--outDir', folder]);
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}
