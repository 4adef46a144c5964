import { raise } from 'xstate';
import type { Assertion } from './assertion.ts';
import { blank, createMachine, note, noted } from './chart.ts';

/** Two levels inside `a`, which is left by OUT and entered again by BACK, to the history state that it is given. */
const twoLevels = (kind: 'shallow' | 'deep') =>
  createMachine({
    context: blank,
    initial: 'a',
    states: {
      a: {
        ...noted('a'),
        on: { OUT: 'away' },
        initial: 'b',
        states: {
          b: { on: { NEXT: 'c' } },
          c: {
            ...noted('c'),
            initial: 'd',
            states: { d: { ...noted('d'), on: { NEXT: 'e' } }, e: noted('e') },
          },
          before: { type: 'history', history: kind },
        },
      },
      away: { on: { BACK: 'a.before' } },
    },
  });

/** The specification's section on history. */
export const history: readonly Assertion[] = [
  {
    holds: 'shallow history returns to the child that was active, which begins anew',
    section: '§3.10',
    machine: twoLevels('shallow'),
    steps: ['NEXT', 'NEXT', 'OUT', 'BACK'],
    expected: {
      states: [{ a: 'b' }, { a: { c: 'd' } }, { a: { c: 'e' } }, 'away', { a: { c: 'd' } }],
      log: ['+a', '+c', '+d', '-d', '+e', '-e', '-c', '-a', '+a', '+c', '+d'],
    },
  },
  {
    holds: 'deep history returns to the innermost states that were active, ancestors entered first',
    section: '§3.10',
    machine: twoLevels('deep'),
    steps: ['NEXT', 'NEXT', 'OUT', 'BACK'],
    expected: {
      states: [{ a: 'b' }, { a: { c: 'd' } }, { a: { c: 'e' } }, 'away', { a: { c: 'e' } }],
      log: ['+a', '+c', '+d', '-d', '+e', '-e', '-c', '-a', '+a', '+c', '+e'],
    },
  },
  {
    holds: 'history takes its default where the state was never left',
    section: '§3.10',
    machine: createMachine({
      context: blank,
      initial: 'away',
      states: {
        away: { on: { BACK: 'a.before' } },
        a: {
          on: { OUT: 'away' },
          initial: 'b',
          states: { b: {}, c: { on: { NEXT: 'b' } }, before: { type: 'history', target: 'c' } },
        },
      },
    }),
    steps: ['BACK', 'NEXT', 'OUT', 'BACK'],
    expected: { states: ['away', { a: 'c' }, { a: 'b' }, 'away', { a: 'b' }], log: [] },
  },
  {
    holds: 'the default of a deep history may be a state far inside',
    section: '§3.10',
    machine: createMachine({
      context: blank,
      initial: 'away',
      states: {
        away: { on: { BACK: 'a.before' } },
        a: {
          ...noted('a'),
          initial: 'b',
          states: {
            b: {},
            c: { ...noted('c'), initial: 'd', states: { d: noted('d'), e: { ...noted('e'), id: 'e' } } },
            before: { type: 'history', history: 'deep', target: '#e' },
          },
        },
      },
    }),
    steps: ['BACK'],
    expected: { states: ['away', { a: { c: 'e' } }], log: ['+a', '+c', '+e'] },
  },
  {
    holds: 'what is remembered is the last time that the state was left',
    section: '§3.10',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          on: { OUT: 'away' },
          initial: 'b',
          states: { b: { on: { NEXT: 'c' } }, c: { on: { NEXT: 'b' } }, before: { type: 'history' } },
        },
        away: { on: { BACK: 'a.before' } },
      },
    }),
    steps: ['NEXT', 'OUT', 'BACK', 'NEXT', 'OUT', 'BACK'],
    expected: { states: [{ a: 'b' }, { a: 'c' }, 'away', { a: 'c' }, { a: 'b' }, 'away', { a: 'b' }], log: [] },
  },
  {
    holds: 'history is recorded before the exit actions, and what they raise does not change it',
    section: '§3.10',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          on: { OUT: 'away' },
          exit: raise({ type: 'NEXT' }),
          initial: 'b',
          states: { b: { exit: note('-b'), on: { NEXT: 'c' } }, c: {}, before: { type: 'history' } },
        },
        away: { on: { NEXT: { actions: note('too late') }, BACK: 'a.before' } },
      },
    }),
    steps: ['OUT', 'BACK'],
    expected: { states: [{ a: 'b' }, 'away', { a: 'b' }], log: ['-b', 'too late'] },
  },
  {
    holds: 'deep history of a parallel state brings back all of its regions',
    section: '§3.10',
    machine: createMachine({
      context: blank,
      initial: 'p',
      states: {
        p: {
          type: 'parallel',
          on: { OUT: 'away' },
          states: {
            x: { initial: 'one', states: { one: { on: { X: 'two' } }, two: {} } },
            y: { initial: 'one', states: { one: { on: { Y: 'two' } }, two: {} } },
            before: { type: 'history', history: 'deep' },
          },
        },
        away: { on: { BACK: 'p.before' } },
      },
    }),
    steps: ['Y', 'OUT', 'BACK'],
    expected: {
      states: [{ p: { x: 'one', y: 'one' } }, { p: { x: 'one', y: 'two' } }, 'away', { p: { x: 'one', y: 'two' } }],
      log: [],
    },
  },
  {
    holds: 'shallow history of a parallel state brings back its regions, each of which begins anew',
    section: '§3.10',
    machine: createMachine({
      context: blank,
      initial: 'p',
      states: {
        p: {
          type: 'parallel',
          on: { OUT: 'away' },
          states: {
            x: { initial: 'one', states: { one: { on: { X: 'two' } }, two: {} } },
            y: { initial: 'one', states: { one: { on: { Y: 'two' } }, two: {} } },
            before: { type: 'history' },
          },
        },
        away: { on: { BACK: 'p.before' } },
      },
    }),
    steps: ['Y', 'OUT', 'BACK'],
    expected: {
      states: [{ p: { x: 'one', y: 'one' } }, { p: { x: 'one', y: 'two' } }, 'away', { p: { x: 'one', y: 'one' } }],
      log: [],
    },
  },
  {
    holds: 'a state may have a shallow and a deep history, and either is as it would be alone',
    section: '§3.10',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          on: { OUT: 'away' },
          initial: 'b',
          states: {
            b: { initial: 'one', states: { one: { on: { NEXT: 'two' } }, two: {} } },
            childBefore: { type: 'history', history: 'shallow' },
            allBefore: { type: 'history', history: 'deep' },
          },
        },
        away: { on: { DEEP: 'a.allBefore', SHALLOW: 'a.childBefore' } },
      },
    }),
    steps: ['NEXT', 'OUT', 'DEEP', 'OUT', 'SHALLOW'],
    expected: {
      states: [{ a: { b: 'one' } }, { a: { b: 'two' } }, 'away', { a: { b: 'two' } }, 'away', { a: { b: 'one' } }],
      log: [],
    },
  },
];
