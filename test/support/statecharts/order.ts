import { assign, fromPromise, setup } from 'xstate';

export interface OrderInput {
  readonly item: string;
}

type OrderEvent =
  | { type: 'PAY'; amount: number }
  | { type: 'NOTE'; text: string }
  | { type: 'CANCEL' }
  | { type: 'SHIPPED' }
  | { type: 'GUARDED' };

/** A machine as any user of XState writes one. */
export const orderMachine = setup({
  types: {
    context: {} as { item: string; notes: string[]; receipt?: string; refusal?: Record<string, unknown> },
    input: {} as OrderInput,
    events: {} as OrderEvent,
    output: {} as { receipt?: string; notes: string[] },
    tags: {} as 'open' | 'paid',
  },
  actors: {
    charge: fromPromise<string, number>(() => Promise.reject(new Error('provided by the workflow'))),
  },
  guards: {
    throws: () => {
      throw new Error('this guard is broken');
    },
  },
}).createMachine({
  id: 'order',
  initial: 'waiting',
  context: ({ input }) => ({ item: input.item, notes: [] }),
  output: ({ context }) => ({
    notes: context.notes,
    ...(context.receipt !== undefined && { receipt: context.receipt }),
  }),
  on: {
    NOTE: { actions: assign({ notes: ({ context, event }) => [...context.notes, event.text] }) },
    CANCEL: '.cancelled',
    GUARDED: { guard: 'throws', target: '.cancelled' },
  },
  states: {
    waiting: { tags: 'open', on: { PAY: 'charging' } },
    charging: {
      tags: 'open',
      invoke: {
        src: 'charge',
        input: ({ event }) => (event.type === 'PAY' ? event.amount : 0),
        onDone: { target: 'paid', actions: assign({ receipt: ({ event }) => event.output }) },
        onError: {
          target: 'refused',
          actions: assign({
            refusal: ({ event }) => {
              const error = event.error as Error & { type?: string; details?: unknown };
              return {
                isError: error instanceof Error,
                type: error.type,
                message: error.message,
                details: error.details,
              };
            },
          }),
        },
      },
    },
    paid: { tags: 'paid', on: { SHIPPED: 'shipped' } },
    refused: { on: { PAY: 'charging' } },
    shipped: { type: 'final' },
    cancelled: { type: 'final' },
  },
});
