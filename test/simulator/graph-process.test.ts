import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphSimulatorControl } from '../../simulator/graph-control-client.ts';
import { runScript } from '../support/run-script.ts';
import { application, otherTenantId, prompt, tenantId } from './graph-bench.ts';
import { GraphReceiver } from './graph-receiver.ts';
import { SimulatorProcess, usualArguments } from './simulator-process.ts';

const identified = ['--graph-app-id', application.appId, '--graph-client-secret', application.clientSecret];
const graphArguments = [...identified, '--graph-tenant-id', tenantId, '--graph-tenant-id', otherTenantId];

const running: SimulatorProcess[] = [];
let folder: string;
let receiver: GraphReceiver;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'graph-simulator-'));
  receiver = await new GraphReceiver().listen();
});
afterEach(() => running.splice(0).forEach(({ child }) => child.kill('SIGKILL')));
afterAll(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true });
});

function start(...args: string[]): SimulatorProcess {
  const simulator = new SimulatorProcess([...usualArguments, ...args]);
  running.push(simulator);
  return simulator;
}

async function startGraph(...args: string[]) {
  const process = start(...graphArguments, ...args);
  const told = (await process.listening()) as { listening: string; https?: string; graph?: object };
  return { process, told, control: new GraphSimulatorControl(told.listening, { ...application, tenantId }) };
}

describe('the process', () => {
  test.each([
    [identified, '--graph-app-id, --graph-client-secret and --graph-tenant-id belong together.'],
    [[...identified, '--graph-tenant-id', 'x'], '--graph-tenant-id must be a GUID, not "x".'],
    [
      ['--graph-app-id', 'x', '--graph-client-secret', 'x', '--graph-tenant-id', tenantId],
      '--graph-app-id must be a GUID, not "x".',
    ],
  ])('bad arguments %j are refused with one sentence', async (args, sentence) => {
    const simulator = start(...args);
    expect(await simulator.ended()).toEqual({ code: 2, signal: null });
    expect(simulator.stderr).toBe(`${sentence}\n`);
  });

  test('it says where Graph is, and is without Graph where none is asked for', async () => {
    const { told } = await startGraph();
    expect(told.graph).toEqual({
      baseUrl: `${told.listening}/v1.0`,
      authority: told.listening,
      appId: application.appId,
      tenantIds: [tenantId, otherTenantId],
      keys: `${told.listening}/v1/.well-known/keys`,
      control: `${told.listening}/_control/graph`,
    });
    const without = start();
    const { listening } = await without.listening();
    expect((await fetch(`${listening}/_control/graph/switches`)).status).toBe(404);
  });

  test("the vendor's library signs in over TLS to each tenant, and not with another secret or to another tenant", async () => {
    const caFile = join(folder, 'ca.pem');
    const { told, control } = await startGraph('--https-port', '0', '--ca-file', caFile);
    const callId = await control.createCall({ callbackUri: receiver.url, tenantId });
    const sign = async (changes: Record<string, string> = {}) => {
      const env = {
        GRAPH_AUTHORITY: told.https ?? '',
        GRAPH_CALL: `/v1.0/communications/calls/${callId}`,
        NODE_EXTRA_CA_CERTS: caFile,
        TENANT_ID: tenantId,
        APP_ID: application.appId,
        APP_SECRET: application.clientSecret,
        ...changes,
      };
      return (await runScript('test/simulator/graph-stranger-script.ts', env)).told[0];
    };
    expect(await sign()).toEqual({ status: 200 });
    expect(await sign({ TENANT_ID: otherTenantId })).toEqual({ status: 403 });
    const refused = { failed: expect.stringMatching(/^Authentication/) };
    expect(await sign({ APP_SECRET: 'another' })).toEqual(refused);
    await control.setSwitches({ tenantAnswers: { [tenantId]: 'tenantNotFound' } });
    expect(await sign()).toEqual(refused);
  });

  test('calls, what is heard, keys and switches survive a kill', async () => {
    const stateFile = join(folder, 'state.json');
    const first = await startGraph('--state-file', stateFile);
    await first.control.setSwitches({ promptDurationMs: null });
    const callId = await first.control.createCall({ callbackUri: receiver.url, tenantId });
    const path = `/v1.0/communications/calls/${callId}/playPrompt`;
    await first.control.request('POST', path, { prompts: [prompt('https://p.invalid/x')], clientContext: 'survivor' });
    const keys = async (url: string) => (await fetch(`${url}/v1/.well-known/keys`)).json();
    const before = await keys(first.told.listening);
    first.process.child.kill('SIGKILL');
    await first.process.ended();
    const second = await startGraph('--state-file', stateFile);
    expect(await keys(second.told.listening)).toEqual(before);
    await second.control.finish(callId);
    await receiver.ended('survivor');
  });

  test('--help tells of Graph', async () => {
    const simulator = start('--help');
    let text = '';
    simulator.child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await simulator.ended();
    for (const word of ['--graph-tenant-id', 'cancelNotices = "perOperation"', '/_control/graph/finish'])
      expect(text).toContain(word);
  });
});
