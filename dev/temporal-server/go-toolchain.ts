import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { spawnSupervised, type SupervisedExit } from '../spawn-supervised.ts';
import { readNeededGo } from './go-module.ts';

export interface GoCommand {
  projectDir: string;
  moduleDir: string;
  env: NodeJS.ProcessEnv;
  args: string[];
  onLine: (line: string, from: 'stdout' | 'stderr') => void;
}

/** Throws, in words for a person, unless the Go toolchain on PATH is there and new enough for the module. */
export async function requireGo(moduleDir: string, env: NodeJS.ProcessEnv): Promise<void> {
  const needed = await readNeededGo(moduleDir);
  const remedy = `Install Go ${needed} or newer (https://go.dev/dl/) and put it on PATH.`;
  const found = await askGoVersion(env).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT'
      ? new Error(`There is no "go" on PATH. ${remedy}`)
      : new Error(`"go env GOVERSION" failed: ${error.message.trim()}. ${remedy}`);
  });
  if (isOlder(found, needed))
    throw new Error(`The Go on PATH is ${found}; ${moduleDir}/go.mod asks for ${needed}. ${remedy}`);
}

/** Runs `go` in the module's folder. It does not outlive this process. */
export async function runGo({ projectDir, moduleDir, env, args, onLine }: GoCommand): Promise<SupervisedExit> {
  const go = await spawnSupervised({ projectDir, command: 'go', args, cwd: moduleDir, env: goEnv(env), onLine });
  return await go.exited;
}

function goEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '-trimpath', GOWORK: 'off' };
}

async function askGoVersion(env: NodeJS.ProcessEnv): Promise<string> {
  // not in the module's folder: there an old go refuses to say which version it is
  const options = { cwd: tmpdir(), env: goEnv(env), timeout: 10_000 };
  return await new Promise((resolve, reject) => {
    execFile('go', ['env', 'GOVERSION'], options, (error, stdout) =>
      error ? reject(error) : resolve(stdout.trim().replace(/^go/, '')),
    );
  });
}

/** An unreadable version (a development build) counts as new: go itself refuses if it is not. */
function isOlder(found: string, needed: string): boolean {
  const [a, b] = [numbersOf(found), numbersOf(needed)];
  const difference = a.map((part, index) => part - (b[index] ?? 0)).find((part) => part !== 0);
  return difference !== undefined && difference < 0;
}

function numbersOf(goVersion: string): number[] {
  const [, major, minor, patch = '0'] = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(goVersion) ?? [];
  return major === undefined ? [] : [major, minor, patch].map(Number);
}
