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

test('each gap is waited for by itself', async () => {
  const call = await start();
  for (const sequenceId of [1, 3]) await call.tone(sequenceId);
  await call.machine.advance(1_900);
  await call.tone(5);
  await call.tone(2);
  await call.machine.advance(1_900);
  await call.tone(4);

  expect(call.tones).toEqual(['1', '2', '3', '4', '5']);
});

test('tones that wait for others when the call ends are told all the same', async () => {
  const call = await start();
  for (const sequenceId of [1, 3, 5]) await call.tone(sequenceId);
  await call.callEnds();

  expect(call.machine.view().context.tones.latest.slice(1)).toEqual([
    { sequenceId: 3, tone: 'tone1', missingBefore: 1 },
    { sequenceId: 5, tone: 'tone1', missingBefore: 1 },
  ]);
});

test('another tone under a number that was told is another tone: the numbers may have started anew', async () => {
  const call = await start();
  for (const sequenceId of [6, 7, 8]) await call.tone(sequenceId);
  await call.tone(6, 'tone9');
  await call.tone(6, 'tone9');

  expect(call.tones).toEqual(['6', '7', '8', '6 late']);
});

test('the view has the latest 100 tones', async () => {
  const call = await start({}, {}, { replay: false });
  for (let sequenceId = 1; sequenceId <= 101; sequenceId += 1) await call.tone(sequenceId);

  expect([call.tones.length, call.tones[0], call.tones.at(-1)]).toEqual([100, '2', '101']);
});
