import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { projectFolder } from './project-files.ts';

const run = promisify(execFile);
const tsc = path.join(projectFolder, 'node_modules/.bin/tsc');

const CONSUMER = `
import type { Client } from '@temporalio/client';
import { fromPromise, setup } from 'xstate';
import { CallOperations } from 'durable-calls/client';
import { StatechartClient } from 'durable-calls/statechart/client';
import { replayHistories } from 'durable-calls/statechart/replay';
import { createStatechartTest } from 'durable-calls/statechart/testing';
import { statechartWorkerOptions } from 'durable-calls/statechart/worker';
import { activityActor, runStatechart } from 'durable-calls/statechart/workflow';

const order = setup({
  types: { input: {} as { amount: number }, events: {} as { type: 'PAY' }, output: {} as { total: number } },
  actors: { charge: fromPromise<string, number>(async () => 'receipt') },
}).createMachine({ output: () => ({ total: 1 }) });

export function orderWorkflow(input: { amount: number }) {
  const charge = activityActor(async (amount: number) => String(amount));
  return runStatechart(order.provide({ actors: { charge } }), { input });
}

export async function pay(client: Client): Promise<number> {
  const orders = new StatechartClient(client, { machine: order, workflow: 'orderWorkflow', taskQueue: 'orders' });
  const started = await orders.start('order-7', { input: { amount: 1 } });
  await started.send({ type: 'PAY' });
  // @ts-expect-error No event of the machine.
  await started.send({ type: 'SHIP' });
  return (await started.result()).total;
}

export async function tryOut(): Promise<number> {
  const tested = await createStatechartTest(order, {
    input: { amount: 1 },
    actors: { charge: (amount, { signal }) => (signal.aborted ? '' : amount.toFixed(2)) },
  });
  await tested.send({ type: 'PAY' });
  // @ts-expect-error No event of the machine.
  await tested.send({ type: 'SHIP' });
  return tested.result().total;
}

console.log([createStatechartTest, replayHistories, CallOperations, StatechartClient, statechartWorkerOptions, runStatechart].map((it) => typeof it).join());
`;

const COMPILER_OPTIONS = { target: 'es2022', module: 'nodenext', strict: true, skipLibCheck: true, types: ['node'] };

let folder: string;
let installed: string;
let consumer: string;

/** Packs the project and installs it beside the dependencies that are here already. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'durable-calls-package-'));
  consumer = path.join(folder, 'consumer');
  installed = path.join(consumer, 'node_modules/durable-calls');
  await run(tsc, ['-p', 'tsconfig.build.json', '--outDir', path.join(folder, 'project/dist')], { cwd: projectFolder });
  await copyFile(path.join(projectFolder, 'package.json'), path.join(folder, 'project/package.json'));
  await writeFile(path.join(folder, 'project/not-for-users.txt'), '');
  await run('npm', ['pack', '--ignore-scripts'], { cwd: path.join(folder, 'project') });
  const packed = (await readdir(path.join(folder, 'project'))).find((file) => file.endsWith('.tgz'));
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', path.join(folder, 'project', String(packed)), '-C', installed, '--strip-components=1']);
  await symlink(path.join(projectFolder, 'node_modules'), path.join(folder, 'node_modules'));
  await writeFile(path.join(consumer, 'package.json'), JSON.stringify({ type: 'module' }));
  await writeFile(path.join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
  await writeFile(path.join(consumer, 'order.ts'), CONSUMER);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('the package has the build inside and nothing else', async () => {
  expect((await readdir(installed)).toSorted()).toEqual(['dist', 'package.json']);
});

test('a program that uses the package compiles with its types, and runs', async () => {
  await run(tsc, ['-p', '.'], { cwd: consumer }).catch((error: { stdout: string }) => {
    throw new Error(error.stdout);
  });
  const { stdout } = await run(process.execPath, ['order.js'], { cwd: consumer });
  expect(stdout).toBe('function,function,function,function,function,function\n');
});

/** The files that the guide tells its readers to write: each begins with its name. */
async function filesOfGuide(): Promise<{ name: string; text: string }[]> {
  const guide = await readFile(path.join(projectFolder, 'docs/statechart-runtime.md'), 'utf8');
  return [...guide.matchAll(/^```ts\n\/\/ (\S+\.ts)\n(.*?)^```$/gms)].map(([, name, text]) => ({
    name: String(name),
    text: String(text),
  }));
}

test('the files of the guide compile, and its machine passes the tests of the guide', async () => {
  const files = await filesOfGuide();
  expect(files.map(({ name }) => name)).toEqual([
    'order-machine.ts',
    'activities.ts',
    'workflows.ts',
    'worker.ts',
    'service.ts',
    'order.test.ts',
    'replay.ts',
  ]);
  const reader = path.join(folder, 'consumer/reader');
  await mkdir(reader);
  for (const { name, text } of files) await writeFile(path.join(reader, name), text);
  const compilerOptions = { ...COMPILER_OPTIONS, rewriteRelativeImportExtensions: true };
  await writeFile(path.join(reader, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  await run(tsc, ['-p', '.'], { cwd: reader }).catch((error: { stdout: string }) => {
    throw new Error(error.stdout);
  });
  const { stdout } = await run(process.execPath, ['--test', 'order.test.js'], { cwd: reader });
  expect(stdout).toMatch(/^# pass 2$/m);
});
