import { expect, test } from '@jest/globals';
import { ownGraphLifecycle } from '../../support/graph-lifecycle.ts';
import { sounds } from '../../support/media-api.ts';

const running = ownGraphLifecycle();

test('a worker that dies while a prompt is on its way loses nothing, and the prompt is heard once', async () => {
  const { graph, media, stack } = running;
  const call = await running.adopted();
  await graph.addFault({ operation: 'playPrompt', kind: 'hold', at: 'afterExecuting', name: 'answer' });
  const operation = await media.play(call, { onAmbiguity: 'atLeastOnce' });
  await graph.untilHeld('answer');
  await running.killWorker();
  await graph.release('answer');
  await stack.start('worker');
  await media.inState(operation, 'unanswered');
  await graph.finish(call);

  expect((await media.settled(operation)).outcome).toMatchObject({ type: 'completed', evidence: 'event' });
  expect((await graph.ledger()).summary.operations.playPrompt.arrived).toBe(1);
});

test('a worker that dies while a recording and a subscription are on their way: neither is asked for again', async () => {
  const { graph, media, stack } = running;
  const [call, other] = [await running.adopted(), await running.adopted()];
  await graph.addFault(
    { operation: 'recordResponse', kind: 'hold', at: 'afterExecuting', name: 'recording' },
    { operation: 'subscribeToTone', kind: 'hold', at: 'afterExecuting', name: 'tones' },
  );
  const recording = await media.queue(call, 'recordings');
  const tones = await media.queue(other, 'tone-subscriptions');
  await graph.untilHeld('recording');
  await graph.untilHeld('tones');
  await running.killWorker();
  await stack.start('worker');
  await media.inState(recording, 'unanswered');
  await media.inState(tones, 'unanswered');
  await graph.finish(call);
  await graph.pressTone(other, 'tone1');

  expect((await media.settled(recording)).outcome).toMatchObject({ type: 'completed', evidence: 'event' });
  await media.callUntil(other, ({ tones: heard }) => heard.length === 1);
  const { recordResponse, subscribeToTone } = (await graph.ledger()).summary.operations;
  expect([recordResponse.arrived, subscribeToTone.arrived]).toEqual([1, 1]);
});

test('a worker that dies while a cancel is on its way: it is repeated, and the next prompt is not touched', async () => {
  const { graph, media, stack } = running;
  const call = await running.adopted();
  const old = await media.heard(call);
  await graph.addFault({ operation: 'cancelMediaProcessing', kind: 'hold', at: 'beforeExecuting', name: 'cancel' });
  await media.cancelMedia(call);
  const next = await media.play(call);
  await graph.untilHeld('cancel');
  await running.killWorker();
  await stack.start('worker');
  await graph.release('cancel');
  await media.inState(next, 'running');

  expect((await media.settled(old)).outcome).toMatchObject({ type: 'cancelled', how: 'mediaCancelled' });
  const [told] = (await graph.ledger()).calls.filter(({ callId }) => callId === call);
  expect(told?.operations.map(({ state }) => state)).toEqual(['cancelled', 'running']);
});

test('while no worker lives, a prompt is 503 and can be repeated, and a cancel is taken and carried out by the next', async () => {
  const { graph, media, stack } = running;
  const call = await running.adopted();
  const operation = await media.heard(call);
  await running.killWorker();
  const refused = await media.ask(call, 'prompts', sounds, 'again');
  const cancel = await media.cancelMedia(call);
  await stack.start('worker');
  const outcome = (await media.settled(operation)).outcome;
  const repeated = await media.queue(call, 'prompts', sounds, 'again');
  await media.until(repeated, ({ state }) => state !== 'held');

  expect([refused.status, refused.body['type']]).toEqual([
    503,
    'https://durable-calls.dev/problems/worker-unavailable',
  ]);
  expect(cancel.status).toBe(202);
  expect(outcome).toMatchObject({ type: 'cancelled', how: 'mediaCancelled' });
  expect((await graph.ledger()).summary.operations.cancelMediaProcessing).toMatchObject({ executed: 1 });
});

test('a prompt whose notAfter passes while no worker lives is not played', async () => {
  const { graph, media, stack } = running;
  const call = await running.adopted({ state: 'establishing' });
  const notAfter = Date.now() + 12_000;
  const operation = await media.play(call, { notAfter: new Date(notAfter).toISOString() });
  await running.killWorker();
  await graph.establish(call);
  await new Promise((resolve) => setTimeout(resolve, notAfter + 1 - Date.now()));
  await stack.start('worker');

  expect((await media.settled(operation)).outcome).toEqual({ type: 'failed', reason: 'expired', evidence: 'assumed' });
  expect((await graph.ledger()).summary.operations.playPrompt.arrived).toBe(0);
});

test('a server that dies loses nothing that it has accepted', async () => {
  const { graph, media, stack } = running;
  const call = await running.adopted();
  const operation = await media.play(call);
  const server = stack.process('server');
  process.kill(server.pid, 'SIGKILL');
  await server.exited;
  await stack.start('server');
  await media.inState(operation, 'running');
  await graph.finish(call);

  expect((await media.settled(operation)).outcome).toMatchObject({ type: 'completed' });
});
