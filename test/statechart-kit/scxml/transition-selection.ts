import type { Assertion } from './assertion.ts';
import { add, blank, createMachine, note } from './chart.ts';

/** The specification's sections on events, on conditions, and on selecting transitions. */
export const transitionSelection: readonly Assertion[] = [
  {
    holds: 'of several enabled transitions of a state, the first in the order of the document is taken',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: { on: { GO: [{ guard: () => false, target: 'b' }, { target: 'c' }, { target: 'd' }] } },
        b: {},
        c: {},
        d: {},
      },
    }),
    steps: ['GO'],
    expected: { states: ['a', 'c'], log: [] },
  },
  {
    holds: 'a transition of a descendant comes before one of its ancestors',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'outer',
      on: { GO: { actions: note('root') } },
      states: {
        outer: {
          on: { GO: { actions: note('outer') } },
          initial: 'inner',
          states: { inner: { on: { GO: { actions: note('inner') } } } },
        },
      },
    }),
    steps: ['GO'],
    expected: { states: [{ outer: 'inner' }, { outer: 'inner' }], log: ['inner'] },
  },
  {
    holds: 'an ancestor decides where the guard of its descendant does not hold',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'outer',
      on: { GO: { actions: note('root') } },
      states: {
        outer: {
          on: { GO: { guard: () => false, actions: note('outer') } },
          initial: 'inner',
          states: { inner: { on: { GO: { guard: () => false, actions: note('inner') } } } },
        },
      },
    }),
    steps: ['GO'],
    expected: { states: [{ outer: 'inner' }, { outer: 'inner' }], log: ['root'] },
  },
  {
    holds: 'an event that enables no transition is dropped, and does not come back in a later state',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: { a: { on: { GO: 'b' } }, b: { on: { EARLY: 'c' } }, c: {} },
    }),
    steps: ['EARLY', 'GO', 'EARLY'],
    expected: { states: ['a', 'a', 'b', 'c'], log: [] },
  },
  {
    holds: 'a descriptor that ends in a wildcard takes the event that it names, and all below it',
    section: '§3.12.1',
    machine: createMachine({
      context: blank,
      on: { 'order.*': { actions: note(({ event }) => event.type) } },
    }),
    steps: ['order.paid', 'order.paid.twice', 'order'],
    expected: { states: [{}, {}, {}, {}], log: ['order.paid', 'order.paid.twice', 'order'] },
  },
  {
    holds: 'a descriptor is compared token by token, not letter by letter',
    section: '§3.12.1',
    machine: createMachine({
      context: blank,
      on: { 'order.*': { actions: note(({ event }) => event.type) } },
    }),
    steps: ['orders', 'orders.paid', 'an.order.paid', 'order.paid'],
    expected: { states: [{}, {}, {}, {}, {}], log: ['order.paid'] },
  },
  {
    holds: 'a lone asterisk takes every event',
    section: '§3.12.1',
    machine: createMachine({ context: blank, on: { '*': { actions: note(({ event }) => event.type) } } }),
    steps: ['GO', 'order.paid'],
    expected: { states: [{}, {}, {}], log: ['GO', 'order.paid'] },
  },
  {
    holds: 'a descriptor without a wildcard takes the event of that very name alone',
    section: '§3.12.1',
    machine: createMachine({ context: blank, on: { order: { actions: note(({ event }) => event.type) } } }),
    steps: ['order.paid', 'order'],
    expected: { states: [{}, {}, {}], log: ['order'] },
    xstateDiffers: 'In SCXML a descriptor takes all events whose first tokens are its own, with or without a wildcard.',
  },
  {
    holds: 'within a state the longer descriptor comes first, wherever it is written',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      on: {
        '*': { actions: note('any') },
        'order.*': { actions: note('prefix') },
        'order.paid': { actions: note('exact') },
      },
    }),
    steps: ['order.paid', 'order.sent', 'other'],
    expected: { states: [{}, {}, {}, {}], log: ['exact', 'prefix', 'any'] },
    xstateDiffers: 'In SCXML the order of the document decides alone, so that the asterisk would take all three.',
  },
  {
    holds: 'a wildcard is tried when the guard of the exact descriptor does not hold',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      on: {
        'order.paid': { guard: () => false, actions: note('exact') },
        'order.*': { actions: note('prefix') },
      },
    }),
    steps: ['order.paid'],
    expected: { states: [{}, {}], log: ['prefix'] },
  },
  {
    holds: 'a wildcard of a descendant comes before the exact descriptor of an ancestor',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'a',
      on: { GO: { actions: note('ancestor') } },
      states: { a: { on: { '*': { actions: note('descendant') } } } },
    }),
    steps: ['GO'],
    expected: { states: ['a', 'a'], log: ['descendant'] },
  },
  {
    holds: 'a guard sees the data from before the actions of its transition and of those taken with it',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      type: 'parallel',
      states: {
        one: {
          initial: 'a',
          states: {
            a: { on: { GO: { guard: ({ context }) => context.n === 0, target: 'b', actions: add(1) } } },
            b: {},
          },
        },
        two: {
          initial: 'a',
          states: {
            a: { on: { GO: { guard: ({ context }) => context.n === 0, target: 'b', actions: add(1) } } },
            b: {},
          },
        },
      },
    }),
    steps: ['GO'],
    expected: {
      states: [
        { one: 'a', two: 'a' },
        { one: 'b', two: 'b' },
      ],
      log: [],
    },
  },
  {
    holds: 'a guard that throws fails the machine',
    section: '§5.9.1',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          on: {
            GO: [
              {
                guard: () => {
                  throw new Error('this guard is broken');
                },
                target: 'b',
              },
              { target: 'c' },
            ],
          },
        },
        b: {},
        c: {},
      },
    }),
    steps: ['GO'],
    expected: { states: ['a', 'a'], log: [], status: 'error' },
    xstateDiffers: 'In SCXML a condition that cannot be evaluated counts as false, and raises error.execution.',
  },
];
