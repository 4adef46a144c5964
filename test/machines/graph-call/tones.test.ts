import { expect, test } from '@jest/globals';
import { failing, GraphCallUnderTest, subscribe } from '../../support/graph-call-machine.ts';

const start = (...args: Parameters<typeof GraphCallUnderTest.start>) => GraphCallUnderTest.start(...args);

test('tones are subscribed to once, and stay subscribed when the media is cancelled', async () => {
  const call = await start();
  const operation = await call.enqueue(1, subscribe);
  await call.enqueue(2, subscribe);
  await call.cancelMedia();

  expect(call.posts).toEqual(['subscribeToTone', 'cancelMediaProcessing']);
  expect(call.outcome(operation)).toEqual({ type: 'completed', evidence: 'response' });
  expect(call.machine.view().summary).toMatchObject({ toneSubscription: operation });
});

test('a tone that was not told before is the answer to a subscription whose own is lost', async () => {
  const call = await start({ subscribeToTone: failing({ class: 'ambiguous', sentBefore: true }) });
  await call.tone(1);
  const operation = await call.enqueue(1, subscribe);
  await call.tone(1);
  const before = call.outcome(operation);
  await call.tone(2);
  await call.machine.flush();

  expect(before).toBeUndefined();
  expect(call.outcome(operation)).toEqual({ type: 'completed', evidence: 'event' });
});

test('tones are told once and in order; a gap is told after 2 s, and who comes after it is late', async () => {
  const call = await start();
  const heard = () => call.machine.view().context.tones.latest;
  for (const sequenceId of [1, 3, 1, 2, 5, 3]) await call.tone(sequenceId);
  expect(heard().map(({ sequenceId }) => sequenceId)).toEqual([1, 2, 3]);
  await call.machine.advance(2_100);
  await call.tone(4);

  expect(heard().slice(3)).toEqual([
    { sequenceId: 5, tone: 'tone1', missingBefore: 1 },
    { sequenceId: 4, tone: 'tone1', late: true },
  ]);
});
