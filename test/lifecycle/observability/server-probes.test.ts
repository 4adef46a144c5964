import { afterAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { ServerReadiness } from '../../../src/server/readiness.ts';
import { bob, ownLifecycle } from '../../support/lifecycle.ts';
import { scrape, total } from '../../support/metrics.ts';
import { untilReadinessIs } from '../../support/probes.ts';
import { Relay } from '../../support/relay.ts';

const relay = Relay.to(process.env['TEST_TEMPORAL_ADDRESS'] ?? '');
const running = ownLifecycle(
  { DURABLE_CALLS_DRAIN_DELAY_MS: '3000' },
  relay.then(({ address }) => address),
);
afterAll(async () => (await relay).close());

const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

async function untilOpen(count: number): Promise<void> {
  const open = async () =>
    total(await scrape(running.stack.api), 'durable_calls_http_requests_open', { listener: 'api' });
  while ((await open()) < count) await pause();
}

/** A new connection to it is refused. */
async function untilItStopsAccepting(origin: string): Promise<void> {
  const accepts = () =>
    fetch(`${origin}/healthz`, { headers: { connection: 'close' } }).then(
      () => true,
      () => false,
    );
  while (await accepts()) await pause();
}

test('a server is ready while Temporal answers, and says in one word when it does not', async () => {
  const { api } = running.stack;
  expect(await untilReadinessIs(api, undefined)).toEqual({ status: 200, reason: undefined });
  (await relay).cut();
  expect(await untilReadinessIs(api, 'temporal')).toEqual({ status: 503, reason: 'temporal' });
  (await relay).mend();
  expect((await untilReadinessIs(api, undefined)).status).toBe(200);
});

test('a server that is told to stop while it asks Temporal whether it is ready says that it drains', async () => {
  const { address } = await relay;
  const connection = await Connection.connect({ address });
  const readiness = new ServerReadiness(new Client({ connection }));
  (await relay).hold();
  const whyNot = readiness.whyNot();
  readiness.drain();
  expect(await whyNot).toBe('draining');
  (await relay).release();
  await connection.close();
});

test('a server that is told to stop says that it drains, stops accepting, finishes what is under way, and ends with 0', async () => {
  const { api, stack } = running;
  const call = await running.call();
  const server = stack.process('server');
  (await relay).hold();
  const adding = api.add(call, bob);
  // This one, and the one that asks.
  await untilOpen(2);
  process.kill(server.pid, 'SIGTERM');

  expect(await untilReadinessIs(stack.api, 'draining')).toEqual({ status: 503, reason: 'draining' });
  await untilItStopsAccepting(stack.api);
  await untilItStopsAccepting(stack.webhooks);
  (await relay).release();
  const { status, body } = await adding;
  expect(status).toBe(202);
  expect(await server.exited).toMatchObject({ code: 0 });
  await stack.start('server');
  await api.cancel(body['operationId'] as string);
  await api.settled(body['operationId'] as string);
});
