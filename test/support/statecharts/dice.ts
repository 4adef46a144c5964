import { assign, setup } from 'xstate';

/** Its guard draws a random number as well: what it draws is not to be seen in what is rolled. */
export const diceMachine = setup({
  types: { context: {} as { rolled: number[] }, events: {} as { type: 'ROLL' } | { type: 'STOP' } },
}).createMachine({
  id: 'dice',
  context: { rolled: [] },
  initial: 'rolling',
  states: {
    rolling: {
      on: {
        ROLL: {
          guard: () => Math.random() >= 0,
          actions: assign({ rolled: ({ context }) => [...context.rolled, Math.random()] }),
        },
        STOP: 'over',
      },
    },
    over: { type: 'final' },
  },
});
