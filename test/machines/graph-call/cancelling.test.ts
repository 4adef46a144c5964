import { expect, test } from '@jest/globals';
import {
  at,
  CANCELLED,
  cancelled,
  failing,
  givenUp,
  GraphCallUnderTest,
  play,
} from '../../support/graph-call-machine.ts';

const start = (...args: Parameters<typeof GraphCallUnderTest.start>) => GraphCallUnderTest.start(...args);
const unanswered = failing({ class: 'ambiguous', sentBefore: true });

test('a cancel ends what runs and what is queued; how each really ended is told', async () => {
  const call = await start();
  const [first, second] = [await call.enqueue(1), await call.enqueue(2)];
  await call.cancelMedia();
  expect(call.posts).toEqual(['playPrompt', 'playPrompt', 'cancelMediaProcessing']);
  await call.told(call.sent[0]);
  await call.told(call.sent[1], CANCELLED);

  expect(call.outcome(first)).toMatchObject({ type: 'completed' });
  expect(call.outcome(second)).toMatchObject({ type: 'cancelled', how: 'mediaCancelled', evidence: 'event' });
  expect(call.machine.view().context).toMatchObject({ epoch: 2, fence: 'confirmed' });
  expect(call.machine.view().context.cancels).toMatchObject([
    { epoch: 1, operationIds: [first, second], state: 'confirmed' },
  ]);
});

test('where a confirmed cancel is followed by no notice, what it ended is told as assumed, and contradicted later', async () => {
  const call = await start();
  const operation = await call.enqueue(1);
  await call.cancelMedia();
  const next = await call.enqueue(2);
  await call.machine.advance(9_000);
  expect(call.outcome(operation)).toBeUndefined();
  expect(call.state(next)).toBe('held');
  await call.machine.advance(1_500);

  expect(call.outcome(operation)).toEqual({ type: 'cancelled', how: 'mediaCancelled', evidence: 'assumed' });
  expect(call.state(next)).toBe('running');
  await call.told(call.sent[0]);
  expect(call.record(operation)).toMatchObject({
    outcome: { type: 'cancelled' },
    contradictions: ['completed/200/0 (send 1)'],
  });
});

test('a cancel waits for the POST that is on its way', async () => {
  let answer: (response: object) => void = () => {};
  const call = await start({ playPrompt: () => new Promise((resolve) => (answer = resolve)) });
  await call.enqueue(1);
  await call.cancelMedia();
  expect(call.posts).toEqual(['playPrompt']);
  answer({ operationId: 'graph-1', status: 'running' });
  await call.machine.flush();
  await call.machine.flush();

  expect(call.posts).toEqual(['playPrompt', 'cancelMediaProcessing']);
});

test('where the answer to a cancel is lost, it is repeated, and nothing new is sent before it is confirmed', async () => {
  const call = await start({ cancelMediaProcessing: unanswered });
  await call.enqueue(1);
  await call.cancelMedia();
  await call.enqueue(2);
  await call.machine.advance(3_000);
  expect(new Set(call.posts.slice(1))).toEqual(new Set(['cancelMediaProcessing']));
  call.fakes.cancelMediaProcessing = () => Promise.resolve(cancelled);
  await call.machine.advance(10_000);
  await call.told(call.sent[0], CANCELLED);

  expect(call.posts.at(-1)).toBe('playPrompt');
  expect(call.machine.view().context).toMatchObject({ epoch: 2, fence: 'confirmed' });
});

test('a cancel that is never confirmed opens the next epoch at last, and no send of it can leave after that', async () => {
  const call = await start({ cancelMediaProcessing: givenUp });
  const old = await call.enqueue(1, play, { notAfter: at(3_600_000) });
  await call.cancelMedia();
  const next = await call.enqueue(2, play, { notAfter: at(3_600_000) });
  await call.machine.advance(50_000);

  const cancels = call.sent.filter(({ operation }) => operation === 'cancelMediaProcessing');
  const [again] = call.sent.filter(({ operation }) => operation === 'playPrompt').slice(1);
  const lastLeaves = Math.max(...cancels.map(({ sendUntil }) => Date.parse(sendUntil)));
  expect(again?.atMs).toBeGreaterThan(lastLeaves - Date.parse(at(0)));
  expect(call.machine.view().context).toMatchObject({ epoch: 2, fence: 'unconfirmed' });
  expect(call.state(old)).toBe('running');
  expect(call.state(next)).toBe('sent');
  expect(call.machine.view().context.cancels).toMatchObject([{ state: 'unconfirmed' }]);
});

test.each([
  ['atMostOnce', 'cancelled', 1],
  ['atLeastOnce', 'completed', 2],
] as const)('who is ended by a late cancel is told so, and sent again only %s', async (onAmbiguity, outcome, sends) => {
  const call = await start({ cancelMediaProcessing: unanswered });
  await call.cancelMedia();
  await call.machine.advance(40_000);
  const operation = await call.enqueue(1, play, { onAmbiguity });
  await call.told(call.sent.at(-1), CANCELLED);
  if (sends === 2) await call.told(call.sent.at(-1));

  expect(call.outcome(operation)).toMatchObject({ type: outcome, ...(sends === 1 && { how: 'lateCancel' }) });
  expect(call.posts.filter((name) => name === 'playPrompt')).toHaveLength(sends);
});

test('an earlier POST of a confirmed cancel may still end what came after it', async () => {
  const call = await start({ cancelMediaProcessing: unanswered });
  await call.cancelMedia();
  call.fakes.cancelMediaProcessing = () => Promise.resolve(cancelled);
  await call.machine.advance(2_000);
  const operation = await call.enqueue(1, play, { onAmbiguity: 'atLeastOnce' });
  await call.told(call.sent.at(-1), CANCELLED);

  expect(call.machine.view().context).toMatchObject({ epoch: 2, fence: 'confirmed' });
  expect(call.state(operation)).toBe('running');
  expect(call.posts.filter((name) => name === 'playPrompt')).toHaveLength(2);
});

test('a cancel is confirmed by an answer that says completed, and by no other', async () => {
  const call = await start({ cancelMediaProcessing: () => Promise.resolve({ status: 'running' }) });
  const operation = await call.enqueue(1);
  await call.cancelMedia();
  await call.enqueue(2);
  await call.machine.advance(5_000);
  expect(call.posts.filter((name) => name === 'playPrompt')).toHaveLength(1);
  call.fakes.cancelMediaProcessing = () => Promise.resolve(cancelled);
  await call.machine.advance(15_000);

  expect(call.machine.view().context).toMatchObject({ epoch: 2, fence: 'confirmed' });
  expect(call.outcome(operation)).toMatchObject({ type: 'cancelled' });
});

test('a cancel that Graph could not carry out is refused, and what runs goes on', async () => {
  const call = await start({
    cancelMediaProcessing: () =>
      Promise.resolve({ status: 'failed', result: 'providerFault', code: 500, subCode: 9999 }),
  });
  const operation = await call.enqueue(1);
  await call.cancelMedia();

  expect(call.state(operation)).toBe('running');
  expect(call.machine.view().context.cancels).toMatchObject([{ state: 'refused', code: '9999' }]);
});

test('a prompt whose answer was lost, and of whose end a cancel brought no notice, is lost', async () => {
  const call = await start({ playPrompt: unanswered });
  const operation = await call.enqueue(1);
  await call.cancelMedia();
  await call.machine.advance(11_000);

  expect(call.outcome(operation)).toEqual({ type: 'lost', evidence: 'assumed' });
  expect(call.machine.view().context).toMatchObject({ epoch: 2, fence: 'confirmed' });
});

test('a cancel that is refused leaves everything as it was, and is told', async () => {
  const call = await start({
    cancelMediaProcessing: failing({ class: 'rejected', sentBefore: false, status: 403, code: '7504' }),
  });
  const operation = await call.enqueue(1);
  await call.cancelMedia();

  expect(call.state(operation)).toBe('running');
  expect(call.machine.view().context.cancels).toMatchObject([{ state: 'refused', code: '7504' }]);
  expect(call.machine.view().context.epoch).toBe(1);
});

test('a cancel that is repeated after many others cancels nothing', async () => {
  const call = await start({}, {}, { replay: false });
  await call.cancelMedia('first');
  for (let other = 0; other < 21; other += 1) await call.cancelMedia(`other-${other}`);
  await call.machine.continueAsNew();
  const operation = await call.enqueue(1);
  await call.cancelMedia('first');

  expect(call.state(operation)).toBe('running');
});

test('no two POSTs of cancels have one client context', async () => {
  const call = await start({
    cancelMediaProcessing: failing({ class: 'rejected', sentBefore: false, status: 403, code: '7504' }),
  });
  await call.cancelMedia('one');
  await call.cancelMedia('another');

  expect(new Set(call.sent.map(({ clientContext }) => clientContext)).size).toBe(2);
});

test('the same cancel twice is one cancel', async () => {
  const call = await start();
  await call.enqueue(1);
  await call.cancelMedia();
  await call.told(call.sent[0], CANCELLED);
  await call.enqueue(2);
  await call.cancelMedia();

  expect(call.posts).toEqual(['playPrompt', 'cancelMediaProcessing', 'playPrompt']);
});

test('what is held here can be cancelled singly; what was sent cannot', async () => {
  const call = await start({ playPrompt: () => new Promise(() => {}) });
  const [sent, held] = [await call.enqueue(1), await call.enqueue(2)];

  await call.machine.send({ type: 'CANCEL_OPERATION', operationId: held });
  await expect(call.machine.send({ type: 'CANCEL_OPERATION', operationId: sent })).rejects.toThrow('CANCEL_OPERATION');

  expect(call.outcome(held)).toEqual({ type: 'cancelled', how: 'neverSent', evidence: 'assumed' });
  expect(call.posts).toEqual(['playPrompt']);
});

test.each(['backing off', 'held again'])('what was clearly refused can be cancelled singly: %s', async (when) => {
  const call = await start({
    playPrompt: failing({ class: 'throttled', sentBefore: false, status: 429, retryAfterMs: 5_000 }),
  });
  const operation = await call.enqueue(1);
  if (when === 'held again') {
    await call.callIsOnHold();
    await call.machine.advance(5_000);
  }
  expect(call.state(operation)).toBe(when === 'held again' ? 'held' : 'backingOff');
  await call.machine.send({ type: 'CANCEL_OPERATION', operationId: operation });

  expect(call.outcome(operation)).toEqual({ type: 'cancelled', how: 'neverSent', evidence: 'assumed' });
});

test('a cancel of the media ends what is held here unsent, and keeps what comes after it', async () => {
  const call = await start();
  await call.callIsOnHold();
  const before = await call.enqueue(1);
  await call.cancelMedia();
  const after = await call.enqueue(2);
  await call.callIs('established');

  expect(call.outcome(before)).toMatchObject({ type: 'cancelled', how: 'neverSent' });
  expect(call.state(after)).toBe('running');
});

test('a cancel of a call that Graph does not know ends with the call, also while the call is looked at', async () => {
  let answer: (found: object) => void = () => {};
  const call = await start({
    getGraphCall: () => new Promise((resolve) => (answer = resolve)),
    cancelMediaProcessing: failing({ class: 'rejected', sentBefore: false, status: 404, code: '8523' }),
  });
  await call.cancelMedia();
  expect(call.region).toMatchObject({ call: 'adopting', media: { cancelling: 'askingWhetherCallEnded' } });
  answer({ found: false });
  await call.machine.flush();

  expect(call.machine.result()).toEqual({ type: 'ended', evidence: 'callState' });
  expect(call.machine.view().context.cancels).toMatchObject([{ state: 'callEnded' }]);
});
