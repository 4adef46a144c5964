import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeEach, expect, test } from '@jest/globals';
import { freePort } from '../../dev/free-port.ts';
import { spawnSupervised, type SupervisedProcess } from '../../dev/spawn-supervised.ts';
import { startTemporalServer } from '../../dev/temporal-server/run-temporal-server.ts';
import { eventually, isGone, shellScript, temporaryFolder } from './stand-in-executables.ts';

let folder: string;
let lines: string[];

beforeEach(async () => {
  folder = await temporaryFolder();
  lines = [];
});

test("a command's output and exit code reach whoever started it", async () => {
  const command = await supervised('echo out; echo err >&2; exit 7');
  expect(await command.exited).toEqual({ code: 7, signal: null });
  expect([...lines].sort()).toEqual(['stderr err', 'stdout out']);
});

test('a command that does not exist is an error that names it', async () => {
  await expect(
    spawnSupervised({
      projectDir: process.cwd(),
      command: join(folder, 'nothing'),
      args: [],
      env: {},
      onLine: () => {},
    }),
  ).rejects.toThrow(`Cannot run ${join(folder, 'nothing')}: there is no such command.`);
});

test('stop asks first', async () => {
  const command = await supervised('trap "echo asked; exit 0" TERM; echo ready; while :; do sleep 0.05; done');
  await eventually('it is ready', async () => lines.find((line) => line === 'stdout ready'));
  await command.stop();
  expect(lines).toContain('stdout asked');
  expect(await command.exited).toEqual({ code: 0, signal: null });
});

test('stop kills what does not listen', async () => {
  const command = await supervised('trap "" TERM; echo ready; while :; do sleep 0.05; done', 300);
  await eventually('it is ready', async () => lines.find((line) => line === 'stdout ready'));
  await command.stop();
  expect(await command.exited).toEqual({ code: null, signal: 'SIGKILL' });
  expect(isGone(command.pid)).toBe(true);
});

test.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'a command and what it started do not outlive a parent that ends by %s',
  async (signal) => {
    const parent = spawn(
      process.execPath,
      ['--import', 'tsx', 'test/dev/spawn-supervised-script.ts', `${lasting()} & wait`],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const pid = await new Promise<number>((resolve) =>
      createInterface({ input: parent.stdout }).once('line', (line) => resolve(Number(line.split(' ')[1]))),
    );
    const started = await eventually('it has started something', pidOfLasting);

    parent.kill(signal);
    await eventually('the command is gone', async () => isGone(pid));
    await eventually('what it started is gone', async () => isGone(started));
  },
);

test('a command does not outlive its supervisor', async () => {
  const command = await supervised(`echo supervisor $PPID; ${lasting()}`);
  const supervisor = await eventually('it names its supervisor', async () => lines[0]);
  const started = await eventually('it has started something', pidOfLasting);
  process.kill(Number(supervisor.split(' ').at(-1)), 'SIGKILL');
  await command.exited;
  await eventually('the command is gone', async () => isGone(command.pid));
  await eventually('what it started is gone', async () => isGone(started));
});

test('a Temporal server whose port is in use is an error that says what to do', async () => {
  const port = await freePort();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  try {
    await expect(startServer({ port })).rejects.toThrow(
      `The Temporal server cannot use port ${port} of 127.0.0.1: it is in use. Stop the program that uses it, or choose another port.`,
    );
    await expect(startServer({ port: await freePort(), uiPort: port })).rejects.toThrow(
      `The Temporal server's web UI cannot use port ${port} of 127.0.0.1: it is in use.`,
    );
  } finally {
    other.close();
  }
});

test('a Temporal server that ends before it serves is an error with its last lines', async () => {
  const executable = await shellScript(join(folder, 'temporal'), 'echo first; echo "database is locked" >&2; exit 1');
  const { message } = await startServer({ executable }).then(
    () => new Error('it started'),
    (error: Error) => error,
  );
  expect(message).toMatch(/temporal ended before it served \(exit code 1\):\n/);
  expect(message).toContain('first');
  expect(message).toContain('database is locked');
});

async function supervised(script: string, graceMs = 10_000): Promise<SupervisedProcess> {
  return await spawnSupervised({
    projectDir: process.cwd(),
    command: 'sh',
    args: ['-c', script],
    env: process.env,
    graceMs,
    onLine: (line, from) => lines.push(`${from} ${line}`),
  });
}

async function startServer(options: { executable?: string; port?: number; uiPort?: number }) {
  return await startTemporalServer({
    projectDir: process.cwd(),
    executable: options.executable ?? join(folder, 'temporal'),
    env: process.env,
    port: options.port ?? (await freePort()),
    uiPort: options.uiPort,
    searchAttributes: {},
  });
}

/** A shell command that writes down the pid of a process of its own, which never ends by itself. */
function lasting(): string {
  return `sh -c 'echo $$ > ${folder}/lasting; while :; do sleep 0.05; done'`;
}

async function pidOfLasting(): Promise<number | undefined> {
  const written = await readFile(join(folder, 'lasting'), 'utf8').catch(() => '');
  return written.endsWith('\n') ? Number(written) : undefined;
}
