import { expect, test } from '@jest/globals';
import { assign, fromCallback, fromPromise, setup } from 'xstate';
import { createStatechartTest } from '../../src/statechart/testing/index.ts';
import { alarmMachine } from '../support/statecharts/alarms.ts';
import { workingMachine } from '../support/statecharts/lasting.ts';

const AN_HOUR_MS = 3_600_000;

const chainMachine = setup({ types: { context: {} as { at: number[] } } }).createMachine({
  id: 'chain',
  context: { at: [] },
  initial: 'waiting',
  states: {
    waiting: {
      after: {
        1_000: {
          target: 'waiting',
          reenter: true,
          actions: assign({ at: ({ context }) => [...context.at, Date.now() - Date.UTC(2030, 0, 1)] }),
        },
      },
    },
  },
});

test('a timer that is set by a timer comes at its time, however far time is moved at once', async () => {
  const chain = await createStatechartTest(chainMachine);
  await chain.advance(3_500);
  expect(chain.view().context.at).toEqual([1_000, 2_000, 3_000]);
});

test('delayed events come in the order of their deadlines; of two with one id both come, and a cancelled one does not', async () => {
  const alarm = await createStatechartTest(alarmMachine);
  await alarm.send({ type: 'START' });
  await alarm.advance(400);
  expect(alarm.result()).toEqual(['0', '50', '100 first', '200 second', '300']);
});

test('deadlines survive continue-as-new', async () => {
  const alarm = await createStatechartTest(alarmMachine);
  await alarm.send({ type: 'START' });
  for (let times = 0; times < 40; times++) {
    await alarm.advance(10);
    if (alarm.view().status === 'active') await alarm.continueAsNew();
  }
  expect(alarm.result()).toEqual(['0', '50', '100 first', '200 second', '300']);
});

test('promise and callback actors see simulated timers and intervals', async () => {
  const working = await createStatechartTest(workingMachine);
  // No test would wait for so long.
  await working.advance(AN_HOUR_MS);

  expect(working.result()).toEqual({ ticks: 3, result: 'slept' });
});

test('a machine sees simulated dates and repeatable random numbers, and the test sees the real ones', async () => {
  const machine = setup({
    types: { context: {} as { now: number; date: Date; random: number; later?: number } },
  }).createMachine({
    context: () => ({ now: Date.now(), date: new Date(), random: Math.random() }),
    after: { 500: { actions: assign({ later: () => Date.now() }) } },
  });
  const real = { Date, random: Math.random, setTimeout, setInterval, now: Date.now() };

  const [one, same, other] = await Promise.all([
    createStatechartTest(machine, { startAt: 1_000 }),
    createStatechartTest(machine, { startAt: new Date(1_000) }),
    createStatechartTest(machine, { startAt: 1_000, seed: 'another' }),
  ]);
  await Promise.all([one.advance(500), same.advance(700)]);

  expect(one.view().context).toEqual({ now: 1_000, date: new Date(1_000), random: expect.any(Number), later: 1_500 });
  expect(one.view().context.date).toBeInstanceOf(Date);
  expect(same.view().context).toEqual(one.view().context);
  expect(other.view().context.random).not.toBe(one.view().context.random);
  expect({ Date, random: Math.random, setTimeout, setInterval }).toEqual({ ...real, now: undefined });
  expect(Date.now()).toBeGreaterThanOrEqual(real.now);
});

test('simulated time is seen after an await too', async () => {
  const machine = setup({
    types: { context: {} as { at: number | undefined } },
    actors: {
      work: fromPromise(async () => {
        await new Promise((resolve) => {
          setTimeout(resolve, 30);
        });
        await Promise.resolve();
        return Date.now();
      }),
    },
  }).createMachine({
    context: { at: undefined },
    invoke: { src: 'work', onDone: { actions: assign({ at: ({ event }) => event.output }) } },
  });
  const working = await createStatechartTest(machine, { startAt: 0 });
  await working.advance(50);
  expect(working.view().context.at).toBe(30);
});

test('what is running keeps a run from being continued, unless it may be started again', async () => {
  let starts = 0;
  const machine = setup({
    actors: {
      listening: fromCallback(() => {
        starts++;
      }),
    },
  }).createMachine({ invoke: { src: 'listening', id: 'listening' } });
  const listening = await createStatechartTest(machine, { replay: false });

  await expect(listening.continueAsNew()).rejects.toThrow('the actor listening is running');
  expect(starts).toBe(1);
  await listening.continueAsNew({ restart: true });
  expect(starts).toBe(2);
});
