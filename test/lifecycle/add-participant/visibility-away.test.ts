import { afterAll, expect, test } from '@jest/globals';
import { bob, bobsRawId, briefly, ownLifecycle } from '../../support/lifecycle.ts';
import { temporalWithoutVisibility } from '../../support/temporal-without-visibility.ts';

/*
 * Temporal runs workflows and cannot list them, as a cluster does whose visibility store is away.
 */

const way = temporalWithoutVisibility(process.env['TEST_TEMPORAL_ADDRESS'] ?? '');
const running = ownLifecycle(
  { DURABLE_CALLS_LAST_DEADLINE_MS: '2000' },
  way.then(({ address }) => address),
);
afterAll(async () => (await way).close());

test('who joined by the word of an event although we cancelled is removed all the same', async () => {
  const { api, simulator } = running;
  const operationId = await running.answeredWhileCancelling(await running.call());
  const { outcome } = await api.settled(operationId);
  await simulator.release('cancel');

  expect(outcome).toMatchObject({ type: 'cancelled', how: 'removedAfterJoining' });
});

test('who is listed without an event is not removed, nor told as added: it is undetermined', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addWebhookRule({ type: '*', kind: 'drop', times: 100 });
  const operationId = await running.answeredWhileCancelling(call, { ...bob, ...briefly });
  const { outcome } = await api.settled(operationId);
  await simulator.release('cancel');

  expect(outcome).toEqual({ type: 'undetermined', evidence: 'assumed' });
  const { calls } = await simulator.ledger();
  expect(calls[0]?.people).toContain(simulator.personHash(bobsRawId));
});
