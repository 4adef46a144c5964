import { fromPromise, setup } from 'xstate';

const charge = fromPromise<string, number>(() => Promise.reject(new Error('provided by the workflow')));

/** Opens when both of its activities have ended; only then somebody may enter, which a third one does. */
export const gateMachine = setup({
  types: { events: {} as { type: 'ENTER' } | { type: 'LEAVE' } },
  actors: { charge },
}).createMachine({
  id: 'gate',
  initial: 'locked',
  invoke: [
    { id: 'first', src: 'charge', input: 1, onDone: '.unlocked' },
    { id: 'second', src: 'charge', input: 2, onDone: '.open' },
  ],
  states: {
    locked: {},
    unlocked: {},
    open: { on: { ENTER: 'entering' } },
    entering: { invoke: { src: 'charge', input: 3, onDone: 'inside' } },
    inside: { on: { LEAVE: 'left' } },
    left: { type: 'final' },
  },
});
