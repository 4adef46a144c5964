import { expect, test } from '@jest/globals';
import { assign, fromPromise, setup } from 'xstate';
import { createStatechartTest, ReplayDiverged } from '../../src/statechart/testing/index.ts';

let outside = 0;

const countingMachine = setup({
  types: {
    context: {} as { counted: number; drawn: number[] },
    events: {} as { type: 'COUNT' } | { type: 'PEEK' } | { type: 'DRAW' },
  },
  actors: { look: fromPromise<string, string>(() => Promise.resolve('unfaked')) },
  delays: { outsideDelay: () => 100 + outside++ },
}).createMachine({
  id: 'counting',
  context: { counted: 0, drawn: [] },
  initial: 'idle',
  on: {
    COUNT: { actions: assign({ counted: ({ context }) => context.counted + 1 }) },
    PEEK: { actions: assign({ counted: () => ++outside }) },
    DRAW: {
      guard: () => Math.random() >= 0,
      actions: assign({ drawn: ({ context }) => [...context.drawn, Math.random()] }),
    },
  },
  states: { idle: {} },
});

test('a machine that looks at nothing but its inputs replays alike, random numbers in guards included', async () => {
  const counting = await createStatechartTest(countingMachine);
  for (const type of ['COUNT', 'DRAW', 'DRAW', 'COUNT'] as const) await counting.send({ type });
  expect(counting.view().context.counted).toBe(2);
  expect(new Set(counting.view().context.drawn).size).toBe(2);
});

test('a machine that looks at something else is found out, and told after which input and where', async () => {
  const counting = await createStatechartTest(countingMachine);
  await counting.send({ type: 'COUNT' });

  const divergence = await counting.send({ type: 'PEEK' }).catch((error: unknown) => error);

  expect(divergence).toBeInstanceOf(ReplayDiverged);
  expect((divergence as Error).message).toMatch(
    /^After input 2, the command PEEK, a replay differs: context\.counted was \d+ and is now \d+/,
  );
});

test('also in its first step, in a delay, or in what it asks an activity for', async () => {
  const first = setup({ types: { context: {} as { number: number } } }).createMachine({
    context: () => ({ number: ++outside }),
  });
  const delayed = setup({ delays: { odd: () => ++outside } }).createMachine({ after: { odd: {} } });
  const asking = setup({ actors: { look: fromPromise<string, string>(() => Promise.resolve('')) } }).createMachine({
    invoke: { src: 'look', input: () => `${++outside}` },
  });

  await expect(createStatechartTest(first)).rejects.toThrow('After the start, a replay differs: context.number was');
  await expect(createStatechartTest(delayed)).rejects.toThrow('a replay differs: answer.timers.0.dueAt was');
  await expect(createStatechartTest(asking, { actors: { look: () => 'seen' } })).rejects.toThrow(
    'activities.0.input was',
  );
});

test('replays can be turned off', async () => {
  const counting = await createStatechartTest(countingMachine, { replay: false });
  await counting.send({ type: 'PEEK' });
  expect(counting.view().context.counted).toBeGreaterThan(0);
});

test('replays go on from where the machine was written down', async () => {
  const counting = await createStatechartTest(countingMachine);
  await counting.send({ type: 'DRAW' });
  await counting.continueAsNew();
  await counting.send({ type: 'DRAW' });
  expect(counting.view().context.drawn).toHaveLength(2);
  await expect(counting.send({ type: 'PEEK' })).rejects.toThrow('After input 2, the command PEEK');
});
