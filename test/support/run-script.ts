import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { argumentsOf } from './programs.ts';

const run = promisify(execFile);

export interface ScriptResult {
  /** The lines of JSON that it wrote. */
  readonly told: readonly unknown[];
  /** All that it wrote, to whatever stream. */
  readonly text: string;
}

/** Runs a script of the tests, given relative to the root, as a process of its own: what a process trusts is settled when it starts. */
export async function runScript(source: string, env: Readonly<Record<string, string>>): Promise<ScriptResult> {
  const { stdout, stderr } = await run(process.execPath, argumentsOf(source), {
    env: { ...process.env, ...env },
  });
  const told = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
  return { told, text: stdout + stderr };
}
