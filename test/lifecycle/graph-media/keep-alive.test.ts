import { expect, test } from '@jest/globals';
import { ownGraphLifecycle } from '../../support/graph-lifecycle.ts';

const KEEP_ALIVE_MS = 6_000;
/** Leaves time for a refused keep-alive, and for lost workflow tasks. */
const ALIVE_MS = 18_000;

const running = ownGraphLifecycle({
  DURABLE_CALLS_KEEP_ALIVE_MS: String(KEEP_ALIVE_MS),
  DURABLE_CALLS_ALIVE_MS: String(ALIVE_MS),
});

test('a call is kept alive again and again, also after a keep-alive that was refused', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  await graph.untilRequests('executed', 'keepAlive');
  await graph.addFault({ operation: 'keepAlive', kind: 'respond', at: 'arrival', status: 400, callId: call });
  await graph.untilRequests('executed', 'keepAlive', 2);

  expect((await graph.ledger()).summary.operations.keepAlive).toMatchObject({ faults: 1 });
  expect(await media.callView(call)).toMatchObject({ phase: 'pending' });
});

test('a call that keepAlive does not find has ended, though nobody told so', async () => {
  const { media } = running;
  const call = await running.adopted();
  await running.hangUpUntold(call);
  const { outcome } = await media.callUntil(call, ({ phase }) => phase === 'settled');

  expect(outcome).toEqual({ type: 'ended', evidence: 'callState' });
});

test('a call that could not be kept alive for its time is taken for ended', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  const operation = await media.heard(call);
  await graph.addFault({ operation: 'keepAlive', kind: 'respond', at: 'arrival', status: 400, times: 1_000 });
  const { outcome, aliveAt } = await media.callUntil(call, ({ phase }) => phase === 'settled');

  expect(outcome).toEqual({ type: 'ended', evidence: 'assumed' });
  const { outcome: ofThePrompt, updatedAt } = await media.view(operation);
  expect(ofThePrompt).toEqual({ type: 'callEnded', evidence: 'assumed' });
  expect(Date.parse(updatedAt) - Date.parse(aliveAt)).toBeGreaterThanOrEqual(ALIVE_MS);
});
