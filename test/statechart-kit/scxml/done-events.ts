import { raise } from 'xstate';
import type { Assertion } from './assertion.ts';
import { add, blank, createMachine, note, noted, type Notes } from './chart.ts';

const heard = { '*': { actions: note(({ event }) => event.type) } };

/** The specification's sections on final states, on what they hand over, and on the end of a session. */
export const doneEvents: readonly Assertion[] = [
  {
    holds: 'a final state reports that its parent is done, after its own entry and whatever that has raised',
    section: '§3.7',
    machine: createMachine({
      id: 'm',
      context: blank,
      initial: 'a',
      on: heard,
      states: {
        a: { initial: 'f', states: { f: { type: 'final', entry: [note('+f'), raise({ type: 'RAISED' })] } } },
      },
    }),
    expected: { states: [{ a: 'f' }], log: ['+f', 'RAISED', 'xstate.done.state.m.a'] },
  },
  {
    holds: 'a final state completes its parent, not the parent of that',
    section: '§3.7',
    machine: createMachine({
      id: 'm',
      context: blank,
      initial: 'a',
      on: heard,
      states: { a: { initial: 'b', states: { b: { initial: 'f', states: { f: { type: 'final' } } } } } },
    }),
    expected: { states: [{ a: { b: 'f' } }], log: ['xstate.done.state.m.a.b'] },
  },
  {
    holds: 'the done event carries what the final state hands over, as it is after its entry',
    section: '§5.5',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          initial: 'f',
          states: { f: { type: 'final', entry: add(7), output: ({ context }) => `n was ${context.n}` } },
          onDone: { target: 'b', actions: note(({ event }) => String(event['output'])) },
        },
        b: {},
      },
    }),
    expected: { states: ['b'], log: ['n was 7'] },
  },
  {
    holds: 'a done event is taken in its turn, after eventless transitions',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          initial: 'b',
          states: { b: { on: { GO: 'f' } }, f: { type: 'final', entry: add(1) } },
          always: { guard: ({ context }) => context.n > 0, target: 'eventless' },
          onDone: 'done',
        },
        eventless: {},
        done: {},
      },
    }),
    steps: ['GO'],
    expected: { states: [{ a: 'b' }, 'eventless'], log: [] },
  },
  {
    holds: 'done events are events as any other: a descriptor with a wildcard takes them',
    section: '§3.12.1',
    machine: createMachine({
      id: 'm',
      context: blank,
      initial: 'a',
      on: { 'xstate.done.state.*': { actions: note(({ event }) => event.type) } },
      states: { a: { initial: 'f', states: { f: { type: 'final' } } } },
    }),
    expected: { states: [{ a: 'f' }], log: ['xstate.done.state.m.a'] },
  },
  {
    holds: 'a parallel state is done when all regions are, and says so after the last of them',
    section: '§3.7',
    machine: createMachine({
      id: 'm',
      context: blank,
      initial: 'p',
      on: heard,
      states: {
        p: {
          type: 'parallel',
          states: {
            x: { initial: 'one', states: { one: { on: { X: 'f' } }, f: { type: 'final' } } },
            y: { initial: 'one', states: { one: { on: { Y: 'f' } }, f: { type: 'final' } } },
          },
        },
      },
    }),
    steps: ['Y', 'X'],
    expected: {
      states: [{ p: { x: 'one', y: 'one' } }, { p: { x: 'one', y: 'f' } }, { p: { x: 'f', y: 'f' } }],
      log: ['xstate.done.state.m.p.y', 'xstate.done.state.m.p.x', 'xstate.done.state.m.p'],
    },
  },
  {
    holds: 'regions that are done by one event say so in the order of the document, then their parent does',
    section: '§3.13',
    machine: createMachine({
      id: 'm',
      context: blank,
      initial: 'p',
      on: heard,
      states: {
        p: {
          type: 'parallel',
          states: {
            y: { initial: 'one', states: { one: { on: { GO: 'f' } }, f: { type: 'final', entry: note('+y') } } },
            x: { initial: 'one', states: { one: { on: { GO: 'f' } }, f: { type: 'final', entry: note('+x') } } },
          },
        },
      },
    }),
    steps: ['GO'],
    expected: {
      states: [{ p: { x: 'one', y: 'one' } }, { p: { x: 'f', y: 'f' } }],
      log: ['+y', '+x', 'xstate.done.state.m.p.y', 'xstate.done.state.m.p.x', 'xstate.done.state.m.p'],
    },
  },
  {
    holds: 'a region that leaves its final state is not done any more',
    section: '§3.7',
    machine: createMachine({
      context: blank,
      initial: 'p',
      states: {
        p: {
          type: 'parallel',
          onDone: 'done',
          states: {
            x: { initial: 'one', on: { RESET: '.one' }, states: { one: { on: { X: 'f' } }, f: { type: 'final' } } },
            y: { initial: 'one', states: { one: { on: { Y: 'f' } }, f: { type: 'final' } } },
          },
        },
        done: {},
      },
    }),
    steps: ['X', 'RESET', 'Y', 'X'],
    expected: {
      states: [
        { p: { x: 'one', y: 'one' } },
        { p: { x: 'f', y: 'one' } },
        { p: { x: 'one', y: 'one' } },
        { p: { x: 'one', y: 'f' } },
        'done',
      ],
      log: [],
    },
  },
  {
    holds: 'a final state of the root ends the machine, which leaves all states from the innermost outwards',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      ...noted('root'),
      initial: 'a',
      states: { a: { ...noted('a'), on: { GO: 'f' } }, f: { ...noted('f'), type: 'final' } },
    }),
    steps: ['GO'],
    expected: { states: ['a', 'f'], log: ['+root', '+a', '-a', '+f', '-f', '-root'], status: 'done' },
  },
  {
    holds: 'a machine that has ended takes neither what was raised nor what is sent',
    section: '§3.7',
    machine: createMachine({
      context: blank,
      initial: 'a',
      on: heard,
      states: {
        a: { on: { GO: { target: 'f', actions: raise({ type: 'RAISED' }) } } },
        f: { type: 'final' },
      },
    }),
    steps: ['GO', 'LATER'],
    expected: { states: ['a', 'f', 'f'], log: [], status: 'done' },
  },
  {
    holds: 'what a machine hands over at its end is worked out before its exit actions',
    section: '§5.5',
    machine: createMachine({
      context: blank,
      exit: add(100),
      initial: 'f',
      states: { f: { type: 'final', entry: add(1), exit: add(10) } },
      output: ({ context }: { context: Notes }) => context.n,
    }),
    expected: { states: ['f'], log: [], status: 'done', output: 1 },
    xstateDiffers: 'In SCXML the exit actions of the final state come first, and what is handed over would be 11.',
  },
  {
    holds: 'a machine whose root is parallel ends when all regions are done',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      type: 'parallel',
      states: {
        x: { initial: 'one', states: { one: { on: { GO: 'f' } }, f: { type: 'final' } } },
        y: { initial: 'f', states: { f: { type: 'final' } } },
      },
    }),
    steps: ['GO'],
    expected: {
      states: [
        { x: 'one', y: 'f' },
        { x: 'f', y: 'f' },
      ],
      log: [],
      status: 'done',
    },
    xstateDiffers:
      'In SCXML only a final state that is a child of the root ends a session; a parallel state reports itself done.',
  },
];
