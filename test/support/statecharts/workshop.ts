import { assign, fromPromise, setup, type DoneActorEvent, type ErrorActorEvent } from 'xstate';

const provided = () => fromPromise<string, number>(() => Promise.reject(new Error('provided by the workflow')));

type WorkshopEvent = { type: 'REGULAR' | 'ELSEWHERE' | 'LOCAL' | 'BOTH' | 'CLOSE' };

/** Has an actor of every kind of activity, and notes what comes of each. */
export const workshopMachine = setup({
  types: { context: {} as { results: string[] }, events: {} as WorkshopEvent, output: {} as string[] },
  actors: { regular: provided(), elsewhere: provided(), local: provided() },
  actions: {
    noteResult: assign({
      results: ({ context, event }) => [...context.results, (event as unknown as DoneActorEvent<string>).output],
    }),
    noteError: assign({
      results: ({ context, event }) => {
        const { name, type, message } = (event as unknown as ErrorActorEvent).error as Error & { type: string };
        return [...context.results, `${name} ${type}: ${message}`];
      },
    }),
  },
}).createMachine({
  id: 'workshop',
  context: { results: [] },
  initial: 'idle',
  on: { CLOSE: '.closed' },
  states: {
    idle: { on: { REGULAR: 'regular', ELSEWHERE: 'elsewhere', LOCAL: 'local', BOTH: 'both' } },
    regular: {
      invoke: {
        src: 'regular',
        input: 1,
        onDone: { target: 'idle', actions: 'noteResult' },
        onError: { target: 'idle', actions: 'noteError' },
      },
    },
    elsewhere: { invoke: { src: 'elsewhere', input: 2, onDone: { target: 'idle', actions: 'noteResult' } } },
    local: {
      invoke: {
        src: 'local',
        input: 3,
        onDone: { target: 'idle', actions: 'noteResult' },
        onError: { target: 'idle', actions: 'noteError' },
      },
    },
    // Whichever of the two is done first, the other is left.
    both: {
      invoke: [
        { src: 'local', id: 'slow', input: 4, onDone: { target: 'idle', actions: 'noteResult' } },
        { src: 'local', id: 'quick', input: 5, onDone: { target: 'idle', actions: 'noteResult' } },
      ],
    },
    closed: { type: 'final' },
  },
  output: ({ context }) => context.results,
});
