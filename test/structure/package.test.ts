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

/** Of a package of CommonJS, whose imports are compiled to `require`. */
const COMMONJS_CONSUMER = `
import { CallOperations, UnknownOperation, type AddParticipantOutcome, type CallOptions } from 'durable-calls/client';

const calls = new CallOperations({
  temporal: { address: '127.0.0.1:1' },
  callbackUri: 'https://calls.example.com/webhooks/acs',
});

export async function invite(call: string, options: CallOptions): Promise<string> {
  const bob = { kind: 'communicationUser', id: '8:acs:resource_bob' } as const;
  const operationId = await calls.addParticipant.start(call, { participant: bob }, { ...options, idempotencyKey: 'bob' });
  // @ts-expect-error Nobody can be added by fax.
  await calls.addParticipant.start(call, { participant: { kind: 'fax', value: '1' } });
  const view = await calls.addParticipant.view(operationId, options);
  if (view.acceptedCommands.includes('cancel')) await calls.addParticipant.cancel(operationId, options);
  return inWords(await calls.addParticipant.result(operationId, { ...options, timeoutMs: 60_000 }));
}

function inWords(outcome: AddParticipantOutcome): string {
  switch (outcome.type) {
    case 'added':
      return outcome.notRemoved ?? 'in the call';
    case 'failed':
      return outcome.reason;
    case 'cancelled':
      return outcome.how;
    case 'callEnded':
    case 'undetermined':
      return outcome.evidence;
  }
}

export async function say(callId: string): Promise<string | undefined> {
  const call = calls.graphCall(callId);
  const prompts = [{ uri: 'https://audio.example.com/hello.wav' }];
  // @ts-expect-error Without an idempotency key a repeat would be heard twice.
  await call.playPrompt({ prompts }, {});
  const { outcome } = await calls.mediaOperation.waitFor(await call.playPrompt({ prompts }, { idempotencyKey: 'hello' }));
  return outcome.type === 'completed' ? outcome.recordingLocation : undefined;
}

calls.addParticipant
  .view('none', { signal: AbortSignal.timeout(60_000) })
  .catch((error: unknown) => console.log(error instanceof UnknownOperation && error.code))
  .finally(() => calls.close());
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
  await writeFile(
    path.join(consumer, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: ['order.ts'] }),
  );
  await writeFile(path.join(consumer, 'order.ts'), CONSUMER);
}, 240_000);

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

test('a program of CommonJS requires the client, with its types', async () => {
  const commonJs = path.join(consumer, 'commonjs');
  await mkdir(commonJs);
  await writeFile(path.join(commonJs, 'package.json'), JSON.stringify({ type: 'commonjs' }));
  await writeFile(path.join(commonJs, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
  await writeFile(path.join(commonJs, 'calls.ts'), COMMONJS_CONSUMER);
  await run(tsc, ['-p', '.'], { cwd: commonJs }).catch((error: { stdout: string }) => {
    throw new Error(error.stdout);
  });

  expect(await readFile(path.join(commonJs, 'calls.js'), 'utf8')).toContain('require("durable-calls/client")');
  const { stdout } = await run(process.execPath, ['calls.js'], { cwd: commonJs });
  expect(stdout).toBe('UNKNOWN_OPERATION\n');
});

/** The files that a guide tells its readers to write: each begins with its name. */
async function filesOf(file: string): Promise<{ name: string; text: string }[]> {
  const guide = await readFile(path.join(projectFolder, file), 'utf8');
  return [...guide.matchAll(/^```ts\n\/\/ (\S+\.ts)\n(.*?)^```$/gms)].map(([, name, text]) => ({
    name: String(name),
    text: String(text),
  }));
}

test('the files of the guide compile, and its machine passes the tests of the guide', async () => {
  const files = await filesOf('docs/statechart-runtime.md');
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

test('the files of the guide to the client compile', async () => {
  const files = await filesOf('docs/client.md');
  expect(files.map(({ name }) => name)).toEqual(['cancel-an-invitation.ts', 'say-hello.ts', 'open-invitations.ts']);
  const reader = path.join(folder, 'consumer/reader-of-client');
  await mkdir(reader);
  for (const { name, text } of files) await writeFile(path.join(reader, name), text);
  await writeFile(path.join(reader, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
  await run(tsc, ['-p', '.'], { cwd: reader }).catch((error: { stdout: string }) => {
    throw new Error(error.stdout);
  });
});
