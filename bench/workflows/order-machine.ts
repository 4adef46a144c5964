import { assign, fromPromise, setup } from 'xstate';

/** One lifecycle: a provider call, a command, another provider call, a notification. */
export const orderMachine = setup({
  types: { context: {} as { receipt: string }, events: {} as { type: 'REFUND' } | { type: 'REFUNDED' } },
  actors: {
    charge: fromPromise<string, number>(() => Promise.reject(new Error('provided by the workflow'))),
    refund: fromPromise<string, string>(() => Promise.reject(new Error('provided by the workflow'))),
  },
}).createMachine({
  id: 'order',
  context: { receipt: '' },
  initial: 'charging',
  states: {
    charging: {
      invoke: {
        src: 'charge',
        input: 5,
        onDone: { target: 'charged', actions: assign({ receipt: ({ event }) => event.output }) },
      },
    },
    charged: { on: { REFUND: 'refunding' }, after: { 60_000: 'kept' } },
    refunding: { invoke: { src: 'refund', input: ({ context }) => context.receipt, onDone: 'confirming' } },
    confirming: { on: { REFUNDED: 'refunded' } },
    kept: { type: 'final' },
    refunded: { type: 'final' },
  },
});
