import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A fresh folder that the operating system cleans up some day. */
export async function temporaryFolder(): Promise<string> {
  return await realpath(await mkdtemp(join(tmpdir(), 'durable-calls-')));
}

/** Writes an executable shell script, and answers its path. */
export async function shellScript(path: string, ...lines: string[]): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  await chmod(path, 0o755);
  return path;
}

/** Stands for a Temporal CLI of which only `--version` is asked. */
export async function temporalCli(path: string, serverVersion: string): Promise<string> {
  return await shellScript(path, `echo "temporal version 1.2.3 (Server ${serverVersion}, UI 2.3.4)"`);
}

export interface StandInGo {
  /** What `go version` says: `1.26.0`. */
  version?: string;
  /** Shell lines that `go build` runs; `$target` is the path after -o. */
  build?: string[];
}

/** Stands for a Go toolchain: answers `env GOVERSION` and `list -deps` with three packages, and builds as told. */
export async function goToolchain(folder: string, { version = '1.26.0', build = [] }: StandInGo = {}): Promise<string> {
  await shellScript(
    join(folder, 'go'),
    'PATH=/bin:/usr/bin',
    `case "$1" in`,
    `env) echo go${version} ;;`,
    'list) echo a; echo b; echo c ;;',
    'build)',
    '  while [ "$1" != -o ]; do shift; done; target=$2',
    ...build,
    '  ;;',
    'esac',
  );
  return folder;
}

/** Answers what `read` answers once it answers something. Throws after `timeoutMs`. */
export async function eventually<T>(what: string, read: () => Promise<T | undefined>, timeoutMs = 40_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const value = await read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not within ${timeoutMs} ms: ${what}`);
}

/** `true` when no process of this pid runs; `undefined` while one does. */
export function isGone(pid: number): true | undefined {
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  return isZombie(pid) || undefined;
}

/** Of one that has ended and that nobody has asked for yet, the pid is still there. Only Linux tells it by a file. */
function isZombie(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
