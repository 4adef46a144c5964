import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../../dev/free-port.ts';
import { SimulatorControl } from '../../simulator/control-client.ts';
import { accessKey, pair, resourceId } from './bench.ts';
import { Receiver } from './receiver.ts';
import { SimulatorProcess, usualArguments } from './simulator-process.ts';

const running: SimulatorProcess[] = [];
let receiver: Receiver;
let folder: string;

beforeAll(async () => {
  receiver = await new Receiver().listen();
  folder = mkdtempSync(join(tmpdir(), 'simulator-'));
});
afterEach(() => running.splice(0).forEach(({ child }) => child.kill('SIGKILL')));
afterAll(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true });
});

function start(...args: string[]): SimulatorProcess {
  const simulator = new SimulatorProcess(args);
  running.push(simulator);
  return simulator;
}

async function startWith(...args: string[]): Promise<{ process: SimulatorProcess; control: SimulatorControl }> {
  const process = start(...usualArguments, ...args);
  return { process, control: new SimulatorControl((await process.listening()).listening, accessKey) };
}

describe('the process', () => {
  test.each([
    [['--colour', 'red'], "Unknown option '--colour'. Try --help."],
    [['--port', 'http'], '--port must be a whole number from 0 to 65535, not "http".'],
    [['--port', '65536'], '--port must be a whole number from 0 to 65535, not "65536".'],
    [[], '--access-key is required: the base64 key that clients sign with.'],
    [['--access-key', 'not base64!'], '--access-key must be base64.'],
    [['--access-key', accessKey], '--resource-id is required: a GUID, the audience of webhook tokens.'],
    [['--access-key', accessKey, '--resource-id', 'x'], '--resource-id must be a GUID, not "x".'],
    [[...usualArguments, '--https-port', '0'], '--https-port and --ca-file belong together.'],
    [
      [...usualArguments, '--ca-file', '/nowhere/ca.pem', '--https-port', 'x'],
      '--https-port must be a whole number from 0 to 65535, not "x".',
    ],
    [[...usualArguments, '--client-id', 'x'], '--tenant-id, --client-id and --client-secret belong together.'],
    [
      [...usualArguments, '--tenant-id', 'x', '--client-id', 'x', '--client-secret', 'x'],
      '--tenant-id must be a GUID, not "x".',
    ],
  ])('bad arguments %j are refused with one sentence and exit code 2', async (args, sentence) => {
    const simulator = start(...args);
    expect(await simulator.ended()).toEqual({ code: 2, signal: null });
    expect(simulator.stderr).toBe(`${sentence}\n`);
  });

  test('a port that is in use is told in one sentence with exit code 2', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const simulator = start(...usualArguments, '--port', String((taken.address() as AddressInfo).port));
    expect(await simulator.ended()).toEqual({ code: 2, signal: null });
    expect(simulator.stderr).toBe('The port is in use. Give another --port, or 0 for any that is free.\n');
    taken.close();
  });

  test('it says where it listens, without the key, and ends with 0 by SIGTERM while a request is held', async () => {
    const { process, control } = await startWith();
    await control.addFault({ operation: 'createCall', kind: 'hold', at: 'arrival', name: 'x' });
    const held = control.createCall({ callbackUri: receiver.url() }).catch(() => 'lost');
    await control.untilHeld('x');
    process.child.kill('SIGTERM');
    expect(await process.ended()).toEqual({ code: 0, signal: null });
    await held;
  });

  test('it ends when the channel of the process that spawned it closes', async () => {
    const { process } = await startWith();
    process.child.disconnect();
    expect(await process.ended()).toEqual({ code: 0, signal: null });
  });

  test('calls, people, invitations, memory, switches, counts and the key survive a kill -9', async () => {
    const stateFile = join(folder, 'state.json');
    const first = await startWith('--state-file', stateFile);
    await first.control.setSwitches({ webhookBackoffMs: 7 });
    const callConnectionId = await first.control.createCall({ callbackUri: receiver.url() });
    const path = `/calling/callConnections/${callConnectionId}`;
    const add = (control: SimulatorControl, id: string, headers?: Record<string, string>, seconds = 180) => {
      const body = {
        participantToAdd: { communicationUser: { id } },
        operationContext: id,
        invitationTimeoutInSeconds: seconds,
      };
      return control.request('POST', `${path}/participants:add`, body, headers);
    };
    await first.control.answer((await (await add(first.control, '8:acs:x_joined')).json()) as { invitationId: string });
    const headers = pair();
    const ringing = await (await add(first.control, '8:acs:x_ringing', headers)).text();
    await add(first.control, '8:acs:x_away', {}, 15);
    const keys = async ({ control }: typeof first) => (await fetch(`${control.baseUrl}/calling/keys`)).text();
    const keysBefore = await keys(first);
    first.process.child.kill('SIGKILL');
    await first.process.ended();

    const second = await startWith('--state-file', stateFile);
    expect(await keys(second)).toBe(keysBefore);
    expect((await second.control.switches()).webhookBackoffMs).toBe(7);
    expect(await (await add(second.control, '8:acs:x_ringing', headers)).text()).toBe(ringing);
    const ledger = await second.control.ledger();
    // What an answer was is in the file a moment after it has left, and what was executed before.
    expect(ledger.requests.map(({ operation, executed, repeat }) => [operation, executed, repeat])).toEqual([
      ['createCall', true, false],
      ['addParticipant', true, false],
      ['addParticipant', true, false],
      ['addParticipant', true, false],
      ['addParticipant', false, true],
    ]);
    expect(ledger.summary.operations.addParticipant).toMatchObject({ executed: 3, repeats: 1 });
    expect(ledger.calls).toMatchObject([{ callConnectionId, state: 'connected' }]);
    expect(ledger.calls[0]?.people).toContain(second.control.personHash('8:acs:x_joined'));
    expect(ledger.invitations.slice(0, 2).map(({ state }) => state)).toEqual(['accepted', 'ringing']);
    const { data } = await receiver.until('AddParticipantFailed');
    expect(data).toMatchObject({
      operationContext: '8:acs:x_away',
      resultInformation: { code: 487, subCode: 10004 },
    });
    expect(statSync(stateFile).mode & 0o077).toBe(0);
    expect(readFileSync(stateFile, 'utf8')).not.toContain(accessKey);
  });

  test('an event that was not delivered before a kill -9 is delivered after the restart', async () => {
    const stateFile = join(folder, 'undelivered.json');
    const port = await freePort();
    const first = await startWith('--state-file', stateFile);
    await first.control.setSwitches({ webhookTries: 1000, webhookBackoffMs: 20_000 });
    await first.control.createCall({ callbackUri: `http://127.0.0.1:${port}/events` });
    first.process.child.kill('SIGKILL');
    await first.process.ended();
    const back = await new Receiver().listen(port);
    await startWith('--state-file', stateFile);
    await back.until('CallConnected');
    await back.close();
  });

  test.each([
    ['broken.json', 'The state file PATH is not JSON.'],
    ['older.json', 'The state file PATH was not written by this version of the simulator.'],
    ['missing/state.json', 'The folder of the state file PATH is not there or cannot be written to.'],
  ])('a state file that cannot be used (%s) is told in one sentence with exit code 2', async (name, sentence) => {
    const stateFile = join(folder, name);
    writeFileSync(join(folder, 'broken.json'), '{"half');
    writeFileSync(join(folder, 'older.json'), '{"version":0}');
    const simulator = start(...usualArguments, '--state-file', stateFile);
    expect(await simulator.ended()).toEqual({ code: 2, signal: null });
    expect(simulator.stderr).toBe(`${sentence.replace('PATH', stateFile)}\n`);
  });

  test('it says where it speaks TLS and whom to trust for that, and writes that down', async () => {
    const caFile = join(folder, 'ca.pem');
    const simulator = start(...usualArguments, '--https-port', '0', '--ca-file', caFile);
    expect(await simulator.listening()).toMatchObject({
      https: expect.stringMatching(/^https:\/\/127.0.0.1:\d+$/),
      caFile,
    });
    expect(readFileSync(caFile, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----\n$/);
  });

  test('a CA file that cannot be written is told in one sentence with exit code 2', async () => {
    const simulator = start(...usualArguments, '--https-port', '0', '--ca-file', join(folder, 'missing/ca.pem'));
    expect(await simulator.ended()).toEqual({ code: 2, signal: null });
    expect(simulator.stderr).toMatch(/^The file .*missing\/ca\.pem cannot be written: ENOENT/);
  });

  test('--help names every switch, operation and control path', async () => {
    const simulator = start('--help');
    let text = '';
    simulator.child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    expect(await simulator.ended()).toEqual({ code: 0, signal: null });
    for (const word of ['addFailedOnCancel = "never"', '/_control/release/{name}', 'cancelAddParticipant', 'curl'])
      expect(text).toContain(word);
  });

  test('the resource id that it was given is the audience of its tokens', async () => {
    const { control } = await startWith();
    const claims = JSON.parse(
      Buffer.from((await control.mintToken()).split('.')[1] ?? '', 'base64url').toString(),
    ) as object;
    expect(claims).toMatchObject({ aud: resourceId });
  });
});
