import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { connectToTemporal } from '../support/temporal.ts';
import { argumentsOf } from '../support/programs.ts';

const address = () => process.env['TEST_TEMPORAL_ADDRESS'] ?? '';
const NAMES = ['DurableCallsCallId', 'DurableCallsKind', 'DurableCallsCaller', 'DurableCallsPerson'];
const TEXT = 1;
const KEYWORD = 2;

let client: Client;
const refusing: Http2Server[] = [];

beforeAll(async () => {
  client = await connectToTemporal();
});

afterEach(() => {
  for (const server of refusing.splice(0)) server.close();
});

afterAll(() => client.connection.close());

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function run(entry: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, argumentsOf(entry), { env: { PATH, HOME, ...env } });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

const setUp = (env: Readonly<Record<string, string>>) => run('scripts/setup-temporal.ts', env);

/** A namespace of its own; the server takes a while to know it everywhere. */
async function newNamespace(): Promise<string> {
  const namespace = `setup-${randomUUID()}`;
  await client.connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  while (true) {
    try {
      await client.connection.operatorService.listSearchAttributes({ namespace });
      return namespace;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** The server tells of them a little later than it creates them. */
async function untilAttributesAreThere(namespace: string): Promise<void> {
  for (;;) {
    const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
    if (NAMES.every((name) => name in customAttributes)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('the search attributes are created, and a second time they are there', async () => {
  const namespace = await newNamespace();
  const env = { TEMPORAL_ADDRESS: address(), TEMPORAL_NAMESPACE: namespace };

  const told = (what: string) => NAMES.map((name) => `${name} in ${namespace}: ${what}\n`).join('');
  expect(await setUp(env)).toEqual({ code: 0, output: told('created') });
  await untilAttributesAreThere(namespace);
  expect(await setUp(env)).toEqual({ code: 0, output: told('was there') });

  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
  expect(customAttributes).toMatchObject(Object.fromEntries(NAMES.map((name) => [name, KEYWORD])));
});

test('those that are missing are created beside those that are there', async () => {
  const namespace = await newNamespace();
  const searchAttributes = { DurableCallsKind: KEYWORD };
  await client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes });

  const { code, output } = await setUp({ TEMPORAL_ADDRESS: address(), TEMPORAL_NAMESPACE: namespace });

  expect([code, output.split('\n').map((line) => line.split(': ')[1])]).toEqual([
    0,
    ['created', 'was there', 'created', 'created', undefined],
  ]);
});

test('one of another type is told, and nothing is created', async () => {
  const namespace = await newNamespace();
  const searchAttributes = { DurableCallsPerson: TEXT };
  await client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes });

  expect(await setUp({ TEMPORAL_ADDRESS: address(), TEMPORAL_NAMESPACE: namespace })).toEqual({
    code: 1,
    output: `In the namespace ${namespace} the search attribute DurableCallsPerson exists, and is not of type Keyword: remove it, or set TEMPORAL_NAMESPACE to another namespace.\n`,
  });
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
  expect(customAttributes).not.toHaveProperty('DurableCallsKind');
});

test('a server that misses them names the command', async () => {
  const namespace = await newNamespace();

  const { code, output } = await run('server.ts', {
    ACS_RESOURCE_ID: '6c1b0c5e-6a0e-4a4e-9a39-2b0d0e9d3c11',
    TEMPORAL_ADDRESS: address(),
    TEMPORAL_NAMESPACE: namespace,
  });

  expect(code).toBe(1);
  expect(output).toContain(
    `The namespace ${namespace} lacks search attributes. Create them: npm run setup:temporal, or `,
  );
});

test('Temporal that cannot be reached is told in one sentence', async () => {
  expect(await setUp({ TEMPORAL_ADDRESS: '127.0.0.1:1' })).toEqual({
    code: 1,
    output: 'Temporal cannot be reached at 127.0.0.1:1: start it, or set TEMPORAL_ADDRESS.\n',
  });
});

test('a namespace that does not exist is told in one sentence', async () => {
  expect(await setUp({ TEMPORAL_ADDRESS: address(), TEMPORAL_NAMESPACE: 'nowhere' })).toEqual({
    code: 1,
    output: `Temporal at ${address()} has no namespace nowhere: create it (temporal operator namespace create --namespace nowhere), or set TEMPORAL_NAMESPACE.\n`,
  });
});

/** Speaks as much of gRPC as it takes to refuse. */
function refuseWith(status: number): Promise<string> {
  const server = createServer();
  refusing.push(server);
  server.on('stream', (stream) => {
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': String(status) },
      { endStream: true },
    );
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;
const UNAUTHENTICATED = 16;

test.each([PERMISSION_DENIED, UNIMPLEMENTED, UNAUTHENTICATED])(
  'a missing permission is told in one sentence (gRPC status %i)',
  async (status) => {
    const server = await refuseWith(status);

    expect(await setUp({ TEMPORAL_ADDRESS: server, TEMPORAL_NAMESPACE: 'calls' })).toEqual({
      code: 1,
      output: `Temporal at ${server} does not let this identity create search attributes in the namespace calls: let an administrator create ${NAMES.join(', ')}, of type Keyword.\n`,
    });
  },
);
