import { forwardTo, fromPromise, raise, sendParent, sendTo } from 'xstate';
import type { Assertion } from './assertion.ts';
import { add, blank, createMachine, note, noted, type Notes } from './chart.ts';

const heard = { '*': { actions: note(({ event }) => event.type) } };

/** Tells its parent what it is sent, and that it has begun. */
const teller = (name: string) =>
  createMachine({
    context: blank,
    entry: sendParent({ type: `${name}.begun` }),
    on: { '*': { actions: sendParent(({ event }) => ({ type: `${name}.heard.${event.type}` })) } },
  });

const ender = createMachine({
  context: blank,
  initial: 'a',
  states: {
    a: { on: { END: 'f' }, after: { 50: { actions: sendParent({ type: 'STILL_HERE' }) } } },
    f: { type: 'final', entry: [add(3), sendParent({ type: 'LAST' })] },
  },
  output: ({ context }: { context: Notes }) => context.n,
});

const broken = fromPromise(() => Promise.reject(new Error('this actor is broken')));

/** The specification's sections on invoke: when it begins and ends, what it is given, and what it tells. */
export const actors: readonly Assertion[] = [
  {
    holds: 'an actor begins when its state is entered, and what it tells comes from outside',
    section: '§6.4',
    machine: createMachine({
      context: blank,
      on: heard,
      initial: 'a',
      states: { a: { entry: [note('+a'), raise({ type: 'RAISED' })], invoke: { src: teller('kid') } } },
    }),
    expected: { states: ['a'], log: ['+a', 'RAISED', 'kid.begun'] },
  },
  {
    holds: 'an actor does not begin where its state is left again in the same macrostep',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      on: heard,
      initial: 'a',
      states: { a: { ...noted('a'), invoke: { src: teller('kid') }, always: 'b' }, b: { ...noted('b') } },
    }),
    expected: { states: ['b'], log: ['+a', '-a', '+b'] },
  },
  {
    holds: 'actors of one macrostep begin in the order of the document',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      on: heard,
      type: 'parallel',
      states: {
        y: { invoke: [{ src: teller('y1') }, { src: teller('y2') }] },
        x: { invoke: { src: teller('x') } },
      },
    }),
    expected: { states: [{ y: {}, x: {} }], log: ['y1.begun', 'y2.begun', 'x.begun'] },
  },
  {
    holds: 'what an actor is given is worked out when its state is entered',
    section: '§6.4',
    machine: createMachine({
      context: blank,
      initial: 'a',
      on: { 'kid.*': { actions: note(({ event }) => event.type) } },
      states: {
        a: {
          entry: [add(1), raise({ type: 'ADD' })],
          on: { ADD: { actions: add(10) } },
          invoke: {
            src: createMachine({
              context: ({ input }) => ({ log: [], n: input as number }),
              entry: sendParent(({ context }) => ({ type: `kid.${context.n}` })),
            }),
            input: ({ context }) => context.n,
          },
        },
      },
    }),
    expected: { states: ['a'], log: ['kid.1'] },
    xstateDiffers: 'In SCXML it is worked out when the actor begins, at the end of the macrostep: it would be 11.',
  },
  {
    holds: 'an actor has data of its own',
    section: '§6.4',
    machine: createMachine({
      context: blank,
      on: {
        SHOW: { actions: [add(1), note(({ context }) => `parent ${context.n}`), forwardTo('kid')] },
        '*': { actions: note(({ event }) => event.type) },
      },
      invoke: {
        id: 'kid',
        src: createMachine({
          context: blank,
          on: { SHOW: { actions: [add(10), sendParent(({ context }) => ({ type: `kid ${context.n}` }))] } },
        }),
      },
    }),
    steps: ['SHOW', 'SHOW'],
    expected: { states: [{}, {}, {}], log: ['parent 1', 'kid 10', 'parent 2', 'kid 20'] },
  },
  {
    holds: 'an actor hears what is forwarded to it, and answers after all that goes without it',
    section: '§6.4',
    machine: createMachine({
      context: blank,
      on: {
        GO: { actions: [forwardTo('kid'), note('forwarded'), raise({ type: 'RAISED' })] },
        '*': { actions: note(({ event }) => event.type) },
      },
      invoke: { id: 'kid', src: teller('kid') },
    }),
    steps: ['GO'],
    expected: { states: [{}, {}], log: ['kid.begun', 'forwarded', 'RAISED', 'kid.heard.GO'] },
  },
  {
    holds: 'the done event of an actor is the last that it sends, names it, and carries what it hands over',
    section: '§6.4',
    machine: createMachine({
      context: blank,
      on: { END: { actions: forwardTo('kid') }, '*': { actions: note(({ event }) => event.type) } },
      invoke: {
        id: 'kid',
        src: ender,
        onDone: { actions: note(({ event }) => `${event.type} ${String(event['output'])}`) },
      },
    }),
    steps: ['END', 100],
    expected: { states: [{}, {}, {}], log: ['LAST', 'xstate.done.actor.kid 3'] },
  },
  {
    holds: 'an actor that is done at once is done after the macrostep that began it',
    section: '§6.4',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          entry: raise({ type: 'RAISED' }),
          on: { RAISED: { actions: note('raised') } },
          invoke: {
            src: createMachine({ context: blank, initial: 'f', states: { f: { type: 'final' } } }),
            onDone: { target: 'b', actions: note('done') },
          },
        },
        b: {},
      },
    }),
    expected: { states: ['b'], log: ['raised', 'done'] },
  },
  {
    holds: 'leaving the state cancels its actor: neither its events nor its end come any more',
    section: '§6.4',
    machine: createMachine({
      context: blank,
      initial: 'a',
      on: { END: { actions: sendTo(({ system }) => system.get('kid'), { type: 'END' }) }, ...heard },
      states: { a: { invoke: { src: ender, systemId: 'kid' }, on: { GO: 'b' } }, b: {} },
    }),
    steps: [40, 'GO', 100],
    expected: { states: ['a', 'a', 'b', 'b'], log: [] },
  },
  {
    holds: 'an actor lives as long as its state is active, and begins anew where that is entered again',
    section: '§6.4',
    machine: createMachine({
      context: blank,
      initial: 'a',
      on: heard,
      states: {
        a: {
          ...noted('a'),
          invoke: { src: teller('kid') },
          on: { AGAIN: { target: 'a', reenter: true }, STAY: { target: 'a' } },
        },
      },
    }),
    steps: ['STAY', 'AGAIN'],
    expected: { states: ['a', 'a', 'a'], log: ['+a', 'kid.begun', '-a', '+a', 'kid.begun'] },
  },
  {
    holds: 'a state may have several actors, and each end is told from the others',
    section: '§6.4',
    machine: createMachine({
      context: blank,
      on: { ONE: { actions: sendTo('one', { type: 'END' }) }, TWO: { actions: sendTo('two', { type: 'END' }) } },
      invoke: [
        { id: 'one', src: ender, onDone: { actions: note('one is done') } },
        { id: 'two', src: ender, onDone: { actions: note('two is done') } },
      ],
    }),
    steps: ['TWO', 'ONE'],
    expected: { states: [{}, {}, {}], log: ['two is done', 'one is done'] },
  },
  {
    holds: 'data from an actor is stored by the transition, whose guard does not see it yet',
    section: '§6.5',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          invoke: { src: teller('kid') },
          on: {
            'kid.begun': [
              { guard: ({ context }) => context.n > 0, target: 'seen' },
              { target: 'unseen', actions: add(1) },
            ],
          },
        },
        seen: {},
        unseen: { entry: note(({ context }) => `n is ${context.n}`) },
      },
    }),
    expected: { states: ['unseen'], log: ['n is 1'] },
    xstateDiffers: 'SCXML has finalize, which stores what an actor sends before transitions are selected.',
  },
  {
    holds: 'the error of an actor is an event that its parent may take',
    section: '§3.12.2',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          invoke: {
            id: 'kid',
            src: broken,
            onError: { target: 'b', actions: note(({ event }) => `${event.type}: ${String(event['error'])}`) },
          },
        },
        b: {},
      },
    }),
    expected: { states: ['b'], log: ['xstate.error.actor.kid: Error: this actor is broken'] },
  },
  {
    holds: 'the error of an actor that nobody takes fails its parent',
    section: '§3.12.2',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: { a: { on: { GO: 'b' } }, b: { invoke: { src: broken } } },
    }),
    steps: ['GO'],
    expected: { states: ['a', 'b'], log: [], status: 'error' },
    xstateDiffers: 'In SCXML an error that enables no transition is dropped as any other event.',
  },
  {
    holds: 'an event for an actor that has ended is lost without a trace',
    section: '§6.2',
    machine: createMachine({
      context: blank,
      on: { END: { actions: sendTo('kid', { type: 'END' }) }, ...heard },
      invoke: { id: 'kid', src: ender },
    }),
    steps: ['END', 'END', 'NEXT'],
    expected: { states: [{}, {}, {}, {}], log: ['LAST', 'xstate.done.actor.kid', 'NEXT'] },
    xstateDiffers: 'In SCXML what cannot be delivered raises error.communication.',
  },
];
