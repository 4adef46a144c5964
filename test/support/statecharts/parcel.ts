import { assign, fromPromise, setup } from 'xstate';

/** In what the code of a parcel differs from the one that was recorded. */
export const PARCEL_CHANGES = [
  'nothing',
  'activityInput',
  'timerDuration',
  'childWorkflowInput',
  'updateAnswer',
  'result',
  'failure',
  'context',
  'noActivity',
] as const;

export type ParcelChange = (typeof PARCEL_CHANGES)[number];

const notProvided = fromPromise<unknown, unknown>(() => Promise.reject(new Error('provided by the workflow')));

/** Goes through all that a replay compares, in as many ways as its code can have been changed since. */
export function parcelMachine(change: ParcelChange) {
  const changed = <T>(what: ParcelChange, before: T, now: T) => (change === what ? now : before);
  return setup({
    types: {
      context: {} as { packed: number; seen: string },
      events: {} as { type: 'PACK' } | { type: 'SHIP' } | { type: 'BREAK' },
      output: {} as { shipped: string },
      tags: {} as 'fragile' | 'heavy',
    },
    actors: { charge: notProvided, label: notProvided },
    delays: { drying: changed('timerDuration', 150, 100) },
    actions: {
      breaks: () => {
        throw new Error(changed('failure', 'broken', 'broken in two'));
      },
    },
  }).createMachine({
    id: 'parcel',
    initial: 'open',
    context: { packed: 0, seen: changed('context', 'before', 'now') },
    output: () => ({ shipped: changed('result', 'yes', 'certainly') }),
    on: { BREAK: { actions: 'breaks' } },
    states: {
      // A first task that asks for nothing has, in a replay by Temporal's core, not always the time that it had.
      open: { after: { 3_600_000: 'shipped' }, on: { PACK: changed('noActivity', 'packing', 'drying') } },
      packing: {
        tags: changed('updateAnswer', 'fragile', 'heavy'),
        entry: assign({ packed: ({ context }) => context.packed + 1 }),
        invoke: { src: 'charge', input: () => changed('activityInput', 1, 2), onDone: 'drying' },
      },
      drying: { after: { drying: 'labelling' } },
      labelling: {
        invoke: { src: 'label', input: () => ({ text: changed('childWorkflowInput', 'up', 'down') }), onDone: 'ready' },
      },
      ready: { on: { SHIP: 'shipped' } },
      shipped: { type: 'final' },
    },
  });
}
