import { spawn } from 'node:child_process';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { argumentsOf } from '../support/programs.ts';

const temporal = () => ({ TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] ?? '' });
const serverEnv = { ACS_RESOURCE_ID: '6c1b0c5e-6a0e-4a4e-9a39-2b0d0e9d3c11' };
const workerEnv = {
  ACS_CONNECTION_STRING: 'endpoint=http://127.0.0.1:1/;accesskey=c2VjcmV0',
  DURABLE_CALLS_WORKER_PORT: '0',
};

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function run(entry: 'server.ts' | 'worker.ts', env: Readonly<Record<string, string>>): Promise<Ended> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, argumentsOf(entry), { env: { PATH, HOME, ...env } });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

const occupied: Server[] = [];

function occupy(): Promise<number> {
  const server = createServer();
  occupied.push(server);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

afterEach(() => {
  for (const server of occupied.splice(0)) server.close();
});

describe('a process that cannot start says in one sentence why and what to do, and ends with 1', () => {
  test('configuration is missing', async () => {
    const [server, worker] = await Promise.all([run('server.ts', {}), run('worker.ts', {})]);

    expect(server).toEqual({
      code: 1,
      output: expect.stringMatching(/^The configuration is wrong:\n {2}- ACS_RESOURCE_ID is missing.*\n$/),
    });
    expect(worker).toEqual({
      code: 1,
      output: expect.stringMatching(/^The configuration is wrong:\n {2}- ACS_CONNECTION_STRING is missing.*\n$/),
    });
  });

  test('Temporal cannot be reached', async () => {
    const nowhere = { TEMPORAL_ADDRESS: '127.0.0.1:1' };

    const [server, worker] = await Promise.all([
      run('server.ts', { ...serverEnv, ...nowhere }),
      run('worker.ts', { ...workerEnv, ...nowhere }),
    ]);

    for (const { code, output } of [server, worker]) {
      expect(code).toBe(1);
      expect(output).toContain('Temporal cannot be reached at 127.0.0.1:1: start it, or set TEMPORAL_ADDRESS.');
      expect(output).not.toContain('    at ');
    }
  });

  test('the namespace does not exist', async () => {
    const nowhere = { ...temporal(), TEMPORAL_NAMESPACE: 'nowhere', DURABLE_CALLS_LOG_LEVEL: 'silent' };

    const [server, worker] = await Promise.all([
      run('server.ts', { ...serverEnv, ...nowhere }),
      run('worker.ts', { ...workerEnv, ...nowhere }),
    ]);

    const sentence = `Temporal at ${nowhere.TEMPORAL_ADDRESS} has no namespace nowhere: create it (temporal operator namespace create --namespace nowhere), or set TEMPORAL_NAMESPACE.\n`;
    expect([server, worker]).toEqual([
      { code: 1, output: sentence },
      { code: 1, output: sentence },
    ]);
  });

  test('the address to listen on is not of this machine', async () => {
    const { code, output } = await run('server.ts', {
      ...serverEnv,
      ...temporal(),
      DURABLE_CALLS_API_PORT: '0',
      // Reserved for documentation (RFC 5737).
      DURABLE_CALLS_WEBHOOK_HOST: '192.0.2.1',
      DURABLE_CALLS_LOG_LEVEL: 'silent',
    });

    expect(code).toBe(1);
    expect(output).toBe(
      'The webhook listener cannot listen on 192.0.2.1:8081: this machine has no such address. Set DURABLE_CALLS_WEBHOOK_HOST.\n',
    );
  });

  test.each(['DURABLE_CALLS_API_PORT', 'DURABLE_CALLS_WEBHOOK_PORT'])('the port of %s is in use', async (variable) => {
    const port = await occupy();
    const ports = { DURABLE_CALLS_API_PORT: '0', DURABLE_CALLS_WEBHOOK_PORT: '0', [variable]: String(port) };

    const { code, output } = await run('server.ts', {
      ...serverEnv,
      ...temporal(),
      ...ports,
      DURABLE_CALLS_LOG_LEVEL: 'silent',
    });

    expect(code).toBe(1);
    expect(output).toMatch(
      new RegExp(`^The .* cannot listen on 127.0.0.1:${port}: the port is in use. Stop .*, or set ${variable}.\n$`),
    );
  });

  test('the port of the worker is in use', async () => {
    const port = await occupy();

    const { code, output } = await run('worker.ts', {
      ...workerEnv,
      ...temporal(),
      DURABLE_CALLS_WORKER_PORT: String(port),
      DURABLE_CALLS_LOG_LEVEL: 'silent',
    });

    expect({ code, output }).toEqual({
      code: 1,
      output: `The worker cannot listen on 127.0.0.1:${port}: the port is in use. Stop the program that uses it, or set DURABLE_CALLS_WORKER_PORT.\n`,
    });
  });
});
