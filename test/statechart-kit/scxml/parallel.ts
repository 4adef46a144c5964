import { stateIn } from 'xstate';
import type { Assertion } from './assertion.ts';
import { add, blank, createMachine, note, noted } from './chart.ts';

/** The specification's section on the parallel element, and what selecting and leaving say of regions. */
export const parallel: readonly Assertion[] = [
  {
    holds: 'all regions are entered, each with what is in it before the next',
    section: '§3.4',
    machine: createMachine({
      context: blank,
      initial: 'p',
      states: {
        p: {
          ...noted('p'),
          type: 'parallel',
          states: {
            y: { ...noted('y'), initial: 'one', states: { one: noted('y.one') } },
            x: { ...noted('x'), initial: 'one', states: { one: noted('x.one') } },
          },
        },
      },
    }),
    expected: { states: [{ p: { y: 'one', x: 'one' } }], log: ['+p', '+y', '+y.one', '+x', '+x.one'] },
  },
  {
    holds: 'regions are left in reverse order of the document, each with what is in it',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'p',
      states: {
        p: {
          exit: note('-p'),
          type: 'parallel',
          on: { GO: 'z' },
          states: {
            y: { exit: note('-y'), initial: 'one', states: { one: { exit: note('-y.one') } } },
            x: { exit: note('-x'), initial: 'one', states: { one: { exit: note('-x.one') } } },
          },
        },
        z: {},
      },
    }),
    steps: ['GO'],
    expected: { states: [{ p: { y: 'one', x: 'one' } }, 'z'], log: ['-x.one', '-x', '-y.one', '-y', '-p'] },
  },
  {
    holds: 'one event takes a transition in each region, in one step: all leave, all act, all enter',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      type: 'parallel',
      states: {
        x: {
          initial: 'one',
          states: {
            one: { exit: note('-x'), on: { GO: { target: 'two', actions: note('x acts') } } },
            two: { entry: note('+x') },
          },
        },
        y: {
          initial: 'one',
          states: {
            one: { exit: note('-y'), on: { GO: { target: 'two', actions: note('y acts') } } },
            two: { entry: note('+y') },
          },
        },
      },
    }),
    steps: ['GO'],
    expected: {
      states: [
        { x: 'one', y: 'one' },
        { x: 'two', y: 'two' },
      ],
      log: ['-y', '-x', 'x acts', 'y acts', '+x', '+y'],
    },
  },
  {
    holds: 'where two regions would leave the parallel state, the first in the document does',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'p',
      states: {
        p: {
          type: 'parallel',
          states: {
            x: { on: { GO: { target: '#first', actions: note('x') } } },
            y: { on: { GO: { target: '#second', actions: note('y') } } },
          },
        },
        first: { id: 'first' },
        second: { id: 'second' },
      },
    }),
    steps: ['GO'],
    expected: { states: [{ p: { x: {}, y: {} } }, 'first'], log: ['x'] },
  },
  {
    holds: 'a region that moves keeps a later one from leaving the parallel state',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'p',
      states: {
        p: {
          type: 'parallel',
          states: {
            x: { initial: 'one', states: { one: { on: { GO: 'two' } }, two: {} } },
            y: { on: { GO: { target: '#out', actions: note('y') } } },
          },
        },
        out: { id: 'out' },
      },
    }),
    steps: ['GO', 'GO'],
    expected: { states: [{ p: { x: 'one', y: {} } }, { p: { x: 'two', y: {} } }, 'out'], log: ['y'] },
  },
  {
    holds: 'a region that leaves the parallel state keeps a later one from moving',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'p',
      states: {
        p: {
          type: 'parallel',
          states: {
            x: { on: { GO: '#out' } },
            y: { initial: 'one', states: { one: { on: { GO: { target: 'two', actions: note('y') } } }, two: {} } },
          },
        },
        out: { id: 'out' },
      },
    }),
    steps: ['GO'],
    expected: { states: [{ p: { x: {}, y: 'one' } }, 'out'], log: [] },
  },
  {
    holds: 'a region that moves comes before the parallel state itself, though the other region has no transition',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'p',
      states: {
        p: {
          type: 'parallel',
          on: { GO: 'out' },
          states: { x: {}, y: { initial: 'one', states: { one: { on: { GO: 'two' } }, two: {} } } },
        },
        out: {},
      },
    }),
    steps: ['GO', 'GO'],
    expected: { states: [{ p: { x: {}, y: 'one' } }, { p: { x: {}, y: 'two' } }, 'out'], log: [] },
  },
  {
    holds: 'a transition without a target is in nobody’s way',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'p',
      states: {
        p: {
          type: 'parallel',
          states: { x: { on: { GO: { actions: note('x stays') } } }, y: { on: { GO: '#out' } } },
        },
        out: { id: 'out' },
      },
    }),
    steps: ['GO'],
    expected: { states: [{ p: { x: {}, y: {} } }, 'out'], log: ['x stays'] },
  },
  {
    holds: 'where a state inside one region is targeted, the others are entered by default',
    section: '§3.4',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: { on: { GO: 'p.y.two' } },
        p: {
          type: 'parallel',
          states: {
            x: { initial: 'one', states: { one: noted('x.one'), two: noted('x.two') } },
            y: { initial: 'one', states: { one: noted('y.one'), two: noted('y.two') } },
          },
        },
      },
    }),
    steps: ['GO'],
    expected: { states: ['a', { p: { x: 'one', y: 'two' } }], log: ['+x.one', '+y.two'] },
  },
  {
    holds: 'a region may wait for where another is',
    section: '§5.9.1',
    machine: createMachine({
      context: blank,
      type: 'parallel',
      states: {
        x: { initial: 'one', states: { one: { on: { GO: 'two' } }, two: {} } },
        y: { initial: 'one', states: { one: { always: { guard: stateIn({ x: 'two' }), target: 'two' } }, two: {} } },
      },
    }),
    steps: ['GO'],
    expected: {
      states: [
        { x: 'one', y: 'one' },
        { x: 'two', y: 'two' },
      ],
      log: [],
    },
  },
  {
    holds: 'eventless transitions of regions are taken in the order in which their states were entered',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      type: 'parallel',
      on: { ALL: { actions: add(1) } },
      states: {
        x: {
          initial: 'zero',
          states: {
            zero: { on: { FIRST: 'one' } },
            one: { always: { guard: ({ context }) => context.n > 0, target: 'two', actions: note('x') } },
            two: {},
          },
        },
        y: {
          initial: 'one',
          states: {
            one: { always: { guard: ({ context }) => context.n > 0, target: 'two', actions: note('y') } },
            two: {},
          },
        },
      },
    }),
    steps: ['FIRST', 'ALL'],
    expected: {
      states: [
        { x: 'zero', y: 'one' },
        { x: 'one', y: 'one' },
        { x: 'two', y: 'two' },
      ],
      log: ['y', 'x'],
    },
    xstateDiffers: 'In SCXML the order of the document decides, always.',
  },
];
