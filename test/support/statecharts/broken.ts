import { assign, createMachine, fromCallback, fromPromise, setup } from 'xstate';

function fail(where: string): never {
  throw new Error(`broken in ${where}`);
}

async function failLater(where: string): Promise<never> {
  await Promise.resolve();
  return fail(where);
}

export type BrokenPlace =
  | 'context'
  | 'entry'
  | 'initialAlways'
  | 'action'
  | 'asyncAction'
  | 'droppedPromise'
  | 'inspector'
  | 'observer'
  | 'assign'
  | 'guard'
  | 'delay'
  | 'actor'
  | 'callback'
  | 'child'
  | 'none';

/** Fails where its input says. */
export const brokenMachine = setup({
  types: { input: {} as { place: BrokenPlace }, context: {} as { place: BrokenPlace }, events: {} as { type: 'GO' } },
  actors: {
    rejecting: fromPromise(() => Promise.reject(new Error('broken in actor'))),
    throwing: fromCallback(() => fail('callback')),
    childMachine: createMachine({ id: 'child', entry: () => fail('child') }),
  },
  delays: { broken: () => fail('delay') },
}).createMachine({
  id: 'broken',
  initial: 'start',
  context: ({ input }) => (input.place === 'context' ? fail('context') : { place: input.place }),
  states: {
    start: {
      entry: ({ context }) => void (context.place === 'entry' && fail('entry')),
      always: {
        guard: ({ context }) => (context.place === 'initialAlways' ? fail('initialAlways') : false),
        target: 'over',
      },
      on: {
        GO: [
          { guard: ({ context }) => (context.place === 'guard' ? fail('guard') : false), target: 'over' },
          { guard: ({ context }) => context.place === 'action', actions: () => fail('action') },
          { guard: ({ context }) => context.place === 'asyncAction', actions: (): unknown => failLater('asyncAction') },
          {
            guard: ({ context }) => context.place === 'droppedPromise',
            actions: () => void failLater('droppedPromise'),
          },
          {
            guard: ({ context }) => context.place === 'inspector',
            actions: ({ self }) => void self.system.inspect(() => fail('inspector')),
          },
          {
            guard: ({ context }) => context.place === 'observer',
            actions: ({ self }) => void self.subscribe(() => fail('observer')),
          },
          { guard: ({ context }) => context.place === 'assign', actions: assign(() => fail('assign')) },
          { guard: ({ context }) => context.place === 'delay', target: 'delayed' },
          { guard: ({ context }) => context.place === 'actor', target: 'acting' },
          { guard: ({ context }) => context.place === 'callback', target: 'calling' },
          { guard: ({ context }) => context.place === 'child', target: 'nesting' },
          { target: 'over' },
        ],
      },
    },
    delayed: { after: { broken: 'over' } },
    acting: { invoke: { src: 'rejecting', onDone: 'over' } },
    calling: { invoke: { src: 'throwing', onDone: 'over' } },
    nesting: { invoke: { src: 'childMachine', onDone: 'over' } },
    over: { type: 'final' },
  },
});
