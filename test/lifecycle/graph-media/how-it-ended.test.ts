import { expect, test } from '@jest/globals';
import { ownGraphLifecycle } from '../../support/graph-lifecycle.ts';

/** What is held is answered before it is given up. */
const running = ownGraphLifecycle({
  DURABLE_CALLS_HTTP_TIMEOUT_MS: '10000',
  DURABLE_CALLS_START_TO_CLOSE_MS: '25000',
});

const cancelled = { how: 'cancelled' } as const;

test.each([
  ['goes on', []],
  ['nobody can look at', [{ operation: 'getCall', kind: 'respond', at: 'arrival', status: 400 }]],
] as const)('a prompt that was cancelled by nobody we know, on a call that %s, is told so', async (_, faults) => {
  const { graph, media } = running;
  const call = await running.adopted();
  const operation = await media.heard(call);
  await graph.addFault(...faults);
  await graph.finish(call, cancelled);

  expect((await media.settled(operation)).outcome).toMatchObject({ type: 'cancelled', how: 'unasked' });
});

test('a prompt that was cancelled by the end of its call, which nobody told, has ended with the call', async () => {
  const { graph, media } = running;
  await graph.setSwitches({ hangUpNotices: 'cancelled' });
  const call = await running.adopted();
  const operation = await media.heard(call);
  await running.hangUpUntold(call);

  expect((await media.settled(operation)).outcome).toEqual({ type: 'callEnded', evidence: 'callState' });
});

test('a prompt that was cancelled while its call is ending has ended with the call', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  const operation = await media.heard(call);
  await graph.setCallState(call, { state: 'terminating', silent: true });
  await graph.finish(call, cancelled);

  expect((await media.settled(operation)).outcome).toEqual({ type: 'callEnded', evidence: 'callState' });
});

test('a recording that barges in is named as what ended the prompt before it', async () => {
  const { media } = running;
  const call = await running.adopted();
  const prompt = await media.heard(call);
  const recording = await media.queue(call, 'recordings', { bargeInAllowed: true });

  expect((await media.settled(prompt)).outcome).toMatchObject({ type: 'cancelled', how: 'bargedIn' });
  await media.inState(recording, 'running');
});

test('a prompt that a late cancel ended is heard again where the request wants it so', async () => {
  const { graph, media } = running;
  const call = await running.adoptedWithUnconfirmedCancel();
  const operation = await media.heard(call, { onAmbiguity: 'atLeastOnce' });
  await graph.finish(call, cancelled);
  await graph.untilRequests('executed', 'playPrompt', 2);
  await graph.finish(call);

  expect((await media.settled(operation)).outcome).toMatchObject({ type: 'completed', evidence: 'event' });
});

test('the end of an earlier send is told as a ghost, and ends nothing', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  await graph.addFault({ operation: 'playPrompt', kind: 'reset', at: 'afterExecuting' });
  const operation = await media.play(call, { timeLimitSeconds: 14, onAmbiguity: 'atLeastOnce' });
  await graph.untilRequests('executed', 'playPrompt', 2);
  await media.until(operation, ({ graphOperationId }) => graphOperationId !== undefined);
  await graph.finish(call);
  await media.until(operation, ({ ghosts }) => ghosts === 1);
  expect((await media.view(operation)).phase).toBe('pending');
  await graph.finish(call);

  expect((await media.settled(operation)).outcome).toMatchObject({ type: 'completed' });
});

test('a prompt of which Graph tells that it was heard, before it is sent again, is not sent again', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  await graph.addFault({ operation: 'playPrompt', kind: 'reset', at: 'afterExecuting' });
  const operation = await media.play(call, { timeLimitSeconds: 14, onAmbiguity: 'atLeastOnce' });
  await media.inState(operation, 'unanswered');
  await graph.setCallState(call, { state: 'hold' });
  await media.callUntil(call, ({ callState }) => callState === 'hold');
  await media.inState(operation, 'held');
  await graph.finish(call);

  expect((await media.settled(operation)).outcome).toMatchObject({ type: 'completed', evidence: 'event' });
  await graph.setCallState(call, { state: 'established' });
  await media.heard(call);
  expect((await graph.ledger()).summary.operations.playPrompt.executed).toBe(2);
});

test('a prompt of which nobody knows whether it was taken, or cancelled with the rest, is lost', async () => {
  const { graph, media } = running;
  await graph.setSwitches({ cancelNotices: 'none' });
  const call = await running.adopted();
  await graph.addFault({ operation: 'playPrompt', kind: 'reset', at: 'afterExecuting' });
  const operation = await media.play(call, { onAmbiguity: 'atLeastOnce' });
  await media.inState(operation, 'unanswered');
  await media.cancelMedia(call);
  await media.inState(operation, 'cancelled');

  expect((await media.settled(operation)).outcome).toEqual({ type: 'lost', evidence: 'assumed' });
});

test('the same cancel twice is one, and another one that comes meanwhile has its fate', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  const operation = await media.heard(call);
  await graph.addFault({ operation: 'cancelMediaProcessing', kind: 'hold', at: 'arrival', name: 'cancel' });
  const cancel = async (key: string) => (await media.cancelMedia(call, key)).body['cancelId'];
  const first = await cancel('one');
  await graph.untilHeld('cancel');
  const again = await cancel('one');
  const other = await cancel('other');
  await graph.release('cancel');
  await media.settled(operation);
  await media.callUntil(call, ({ epoch }) => epoch === 2);
  const afterwards = await cancel('one');

  expect([again, afterwards]).toEqual([first, first]);
  expect(other).not.toBe(first);
  expect(await media.callView(call)).toMatchObject({ cancels: [{ state: 'confirmed' }, { state: 'confirmed' }] });
  expect((await graph.ledger()).summary.operations.cancelMediaProcessing.arrived).toBe(1);
});

test('a cancel that is refused leaves what is heard as it was, and is told with its code', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  const operation = await media.heard(call);
  await graph.addFault({
    operation: 'cancelMediaProcessing',
    kind: 'respond',
    at: 'arrival',
    status: 403,
    code: '7505',
  });
  await media.cancelMedia(call);
  const { phase, cancel } = await media.until(operation, (view) => view.cancel?.state === 'refused');
  await graph.finish(call);

  expect({ phase, cancel }).toMatchObject({ phase: 'cancelling', cancel: { code: '7505' } });
  expect((await media.settled(operation)).outcome).toMatchObject({ type: 'completed' });
});

test('a cancel of the media ends what is held here unsent, also what Graph has put off', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  await graph.addFault({
    operation: 'playPrompt',
    kind: 'respond',
    at: 'arrival',
    status: 429,
    retryAfter: '50',
  });
  const putOff = await media.play(call);
  const held = await media.play(call);
  await media.inState(putOff, 'backingOff');
  await media.cancelMedia(call);
  const outcomes = [(await media.settled(putOff)).outcome, (await media.settled(held)).outcome];

  const neverSent = { type: 'cancelled', how: 'neverSent', evidence: 'assumed' };
  expect(outcomes).toEqual([neverSent, neverSent]);
  expect((await graph.ledger()).summary.operations.playPrompt.executed).toBe(0);
});

test('a cancel waits for the prompt that is on its way, and ends it when it has been taken', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  await graph.addFault({ operation: 'playPrompt', kind: 'hold', at: 'arrival', name: 'prompt' });
  const operation = await media.play(call);
  await graph.untilHeld('prompt');
  await media.cancelMedia(call);
  expect((await graph.ledger()).summary.operations.cancelMediaProcessing.arrived).toBe(0);
  await graph.release('prompt');

  expect((await media.settled(operation)).outcome).toMatchObject({ type: 'cancelled', how: 'mediaCancelled' });
});
