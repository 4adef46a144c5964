import { createServer } from 'node:net';
import { readdir } from 'node:fs/promises';
import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { findTemporalServer } from '../../dev/temporal-server/find-temporal-server.ts';
import { MediaApi } from '../support/media-api.ts';
import { OperationsApi } from '../support/operations-api.ts';
import { allGone, environment, RunningStack, stackSettings, type StackSettings } from './running-stack.ts';
import { eventually } from './stand-in-executables.ts';

const MINUTE_MS = 60_000;
const bob = {
  participant: { kind: 'communicationUser', id: '8:acs:simulated-resource_bob' },
  invitationTimeoutSeconds: 180,
};

const started: RunningStack[] = [];

beforeAll(async () => {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  await findTemporalServer({ projectDir: process.cwd(), env: environment(), say });
}, 20 * MINUTE_MS);

afterEach(async () => {
  await Promise.all(started.splice(0).map((stack) => stack.stop()));
});

test(
  'no child outlives a stack that is killed',
  async () => {
    const stack = start(await stackSettings());
    await stack.greeted();
    const children = Object.values(await stack.processes());
    expect(children).toHaveLength(4);

    stack.child.kill('SIGKILL');

    await allGone(children);
  },
  2 * MINUTE_MS,
);

test(
  'Ctrl-C stops all of it, with exit code 0',
  async () => {
    const stack = start(await stackSettings());
    await stack.greeted();
    const children = Object.values(await stack.processes());

    // as npm does: the terminal's, and its own
    stack.child.kill('SIGINT');
    stack.child.kill('SIGINT');

    expect(await stack.ended()).toEqual({ code: 0, signal: null });
    await allGone(children);
    expect(stack.output).toContain('Stopping: server, worker, simulator, Temporal server.\nStopped.\n');
  },
  2 * MINUTE_MS,
);

test('a port in use gets one sentence and leaves nothing behind', async () => {
  const settings = await stackSettings();
  const port = Number(settings.DURABLE_CALLS_WEBHOOK_PORT);
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  try {
    const stack = start(settings);
    expect(await stack.ended()).toEqual({ code: 1, signal: null });
    expect(stack.output).toBe(
      `The webhook listener cannot use port ${port}: it is in use. Stop the program that uses it, or set DURABLE_CALLS_WEBHOOK_PORT to another port.\n`,
    );
    expect(await readdir(settings.DURABLE_CALLS_DATA_DIR)).toEqual([]);
  } finally {
    other.close();
  }
});

test('every wrong port is told at once', async () => {
  const stack = start({
    ...(await stackSettings()),
    DURABLE_CALLS_API_PORT: 'http',
    DURABLE_CALLS_TEMPORAL_PORT: '70000',
  });
  expect(await stack.ended()).toEqual({ code: 1, signal: null });
  expect(stack.output).toBe(
    'DURABLE_CALLS_API_PORT must be a port number from 1 to 65535, not "http".\n' +
      'DURABLE_CALLS_TEMPORAL_PORT must be a port number from 1 to 65535, not "70000".\n',
  );
});

test(
  'operations go on after the worker, the server and Temporal are killed',
  async () => {
    const stack = start(await stackSettings());
    const api = new OperationsApi(stack.api);
    const operationId = await api.start(await stack.greeted(), bob);
    await api.inState(operationId, 'ringing');

    await stack.killAndAwaitNext('worker');
    await stack.killAndAwaitNext('server');
    await stack.killAndAwaitNext('Temporal server');

    await expectCancelledOnce(stack, operationId);
  },
  3 * MINUTE_MS,
);

test(
  'operations go on after the whole stack is killed and started again',
  async () => {
    const settings = await stackSettings();
    const killed = start(settings);
    const call = await killed.greeted();
    const killedApi = new OperationsApi(killed.api);
    const operationId = await killedApi.start(call, bob);
    await killedApi.inState(operationId, 'ringing');
    const { graphCall } = killed;
    const children = Object.values(await killed.processes());
    await new MediaApi(killedApi).adopt(graphCall, { tenantId: await killed.tenantId() });

    killed.child.kill('SIGKILL');
    await killed.ended();
    // A start waits for them, but not for as long as a busy machine may need.
    await allGone(children);
    const stack = start(settings);

    expect(await stack.greeted()).toBe(call);
    await expectCancelledOnce(stack, operationId);
    expect(stack.graphCall).toBe(graphCall);
    const media = new MediaApi(new OperationsApi(stack.api));
    expect((await media.settled(await media.play(graphCall))).outcome).toMatchObject({ type: 'completed' });
  },
  3 * MINUTE_MS,
);

function start(settings: StackSettings): RunningStack {
  const stack = new RunningStack(settings);
  started.push(stack);
  return stack;
}

/** A cancel settles it, and the provider has executed the add and the cancel once each. */
async function expectCancelledOnce({ api: baseUrl, simulator }: RunningStack, operationId: string): Promise<void> {
  const api = new OperationsApi(baseUrl);
  // As a service does: again, while the server finds its way back to Temporal.
  const isTaken = async () => [200, 202].includes((await api.cancel(operationId)).status) || undefined;
  await eventually('the cancel is taken', isTaken);
  const { outcome } = await api.settled(operationId, MINUTE_MS);
  expect(outcome).toMatchObject({ type: 'cancelled', how: 'invitationCancelled' });
  const { operations } = (await simulator.ledger()).summary;
  expect(operations.addParticipant.executed).toBe(1);
  expect(operations.cancelAddParticipant.executed).toBe(1);
}
