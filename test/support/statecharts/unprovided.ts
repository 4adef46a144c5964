import { createMachine, fromPromise } from 'xstate';

const child = createMachine({
  id: 'child',
  initial: 'looking',
  states: { looking: { invoke: { src: 'look' } } },
});

/** Names what nobody provides: in itself, and in a machine below it. */
export const unprovidedMachine = createMachine(
  {
    id: 'unprovided',
    initial: 'calling',
    states: {
      calling: {
        invoke: [{ src: 'call' }, { src: 'known' }, { src: 'child' }],
        after: { late: 'over', 1000: 'over' },
        on: { END: { guard: { type: 'mayEnd' }, target: 'over' } },
      },
      over: {},
    },
  },
  { actors: { known: fromPromise(async () => 1), child } },
);
