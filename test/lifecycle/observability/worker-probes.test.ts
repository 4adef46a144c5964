import { afterAll, expect, test } from '@jest/globals';
import { bob, ownLifecycle } from '../../support/lifecycle.ts';
import { untilReadinessIs } from '../../support/probes.ts';
import { Relay } from '../../support/relay.ts';

const relay = Relay.to(process.env['TEST_TEMPORAL_ADDRESS'] ?? '');
const running = ownLifecycle(
  {},
  relay.then(({ address }) => address),
);
afterAll(async () => (await relay).close());

test('a worker is ready while it polls Temporal, and says in one word when Temporal is away', async () => {
  const { worker } = running.stack;
  expect(await untilReadinessIs(worker, undefined)).toEqual({ status: 200, reason: undefined });
  (await relay).cut();
  expect(await untilReadinessIs(worker, 'temporal')).toEqual({ status: 503, reason: 'temporal' });
  expect((await fetch(`${worker}/healthz`)).status).toBe(200);
  (await relay).mend();
  expect((await untilReadinessIs(worker, undefined)).status).toBe(200);
});

test('a worker that is told to stop says that it drains, finishes the request that is under way, and ends with 0', async () => {
  const { api, simulator, stack } = running;
  await simulator.addFault({ operation: 'addParticipant', kind: 'hold', at: 'arrival', name: 'add' });
  const operationId = await api.start(await running.call(), bob);
  await simulator.untilHeld('add');
  const worker = stack.process('worker');
  process.kill(worker.pid, 'SIGTERM');

  expect(await untilReadinessIs(stack.worker, 'draining')).toEqual({ status: 503, reason: 'draining' });
  await simulator.release('add');
  expect(await worker.exited).toMatchObject({ code: 0 });
  await stack.start('worker');
  await api.inState(operationId, 'ringing');
  expect((await simulator.ledger()).invitations).toHaveLength(1);
  await api.cancel(operationId);
  await api.settled(operationId);
});

test('nothing but probes and metrics is answered by a worker', async () => {
  expect((await fetch(`${running.stack.worker}/v1/operations`)).status).toBe(404);
});
