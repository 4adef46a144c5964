import type { Assertion } from './assertion.ts';
import { blank, createMachine, note, noted } from './chart.ts';

/** The specification's section on the transition element: with and without targets, internal and external. */
export const transitionTypes: readonly Assertion[] = [
  {
    holds: 'a transition without a target leaves and enters nothing',
    section: '§3.5',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: { a: { ...noted('a'), on: { GO: { actions: note('go') } } } },
    }),
    steps: ['GO'],
    expected: { states: ['a', 'a'], log: ['+a', 'go'] },
  },
  {
    holds: 'an external transition to its own state leaves and enters it',
    section: '§3.5',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: { a: { ...noted('a'), on: { GO: { target: 'a', reenter: true, actions: note('go') } } } },
    }),
    steps: ['GO'],
    expected: { states: ['a', 'a'], log: ['+a', '-a', 'go', '+a'] },
  },
  {
    holds: 'a transition to its own state is internal by default, and begins what is inside anew',
    section: '§3.5',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          ...noted('a'),
          on: { SELF: { target: 'a', actions: note('self') } },
          initial: 'one',
          states: { one: { ...noted('one'), on: { NEXT: 'two' } }, two: noted('two') },
        },
      },
    }),
    steps: ['NEXT', 'SELF'],
    expected: {
      states: [{ a: 'one' }, { a: 'two' }, { a: 'one' }],
      log: ['+a', '+one', '-one', '+two', '-two', 'self', '+one'],
    },
    xstateDiffers:
      'In SCXML a transition is external unless it says otherwise, and the state would be left and entered.',
  },
  {
    holds: 'an internal transition to a descendant does not leave its compound source',
    section: '§3.5',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          ...noted('a'),
          on: { GO: { target: '.two', actions: note('go') } },
          initial: 'one',
          states: { one: noted('one'), two: noted('two') },
        },
      },
    }),
    steps: ['GO'],
    expected: { states: [{ a: 'one' }, { a: 'two' }], log: ['+a', '+one', '-one', 'go', '+two'] },
  },
  {
    holds: 'an external transition to a descendant leaves and enters its source',
    section: '§3.5',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          ...noted('a'),
          on: { GO: { target: '.two', reenter: true, actions: note('go') } },
          initial: 'one',
          states: { one: noted('one'), two: noted('two') },
        },
      },
    }),
    steps: ['GO'],
    expected: { states: [{ a: 'one' }, { a: 'two' }], log: ['+a', '+one', '-one', '-a', 'go', '+a', '+two'] },
  },
  {
    holds: 'an internal transition whose target is no descendant leaves its source all the same',
    section: '§3.5',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          ...noted('a'),
          on: { GO: { target: 'b', reenter: false } },
          initial: 'one',
          states: { one: noted('one') },
        },
        b: noted('b'),
      },
    }),
    steps: ['GO'],
    expected: { states: [{ a: 'one' }, 'b'], log: ['+a', '+one', '-one', '-a', '+b'] },
  },
  {
    holds: 'an internal transition of a parallel state leaves and enters all of its regions',
    section: '§3.5',
    machine: createMachine({
      context: blank,
      initial: 'p',
      states: {
        p: {
          ...noted('p'),
          type: 'parallel',
          on: { GO: '.x.two' },
          states: {
            x: { ...noted('x'), initial: 'one', states: { one: {}, two: {} } },
            y: { ...noted('y'), initial: 'one', states: { one: { on: { NEXT: 'two' } }, two: {} } },
          },
        },
      },
    }),
    steps: ['NEXT', 'GO'],
    expected: {
      states: [{ p: { x: 'one', y: 'one' } }, { p: { x: 'one', y: 'two' } }, { p: { x: 'two', y: 'one' } }],
      log: ['+p', '+x', '+y', '-y', '-x', '+x', '+y'],
    },
    xstateDiffers:
      'In SCXML a transition is internal only where its source is compound: the parallel state too would be left.',
  },
  {
    holds: 'a transition may target one state in each region of a parallel state',
    section: '§3.5',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: { on: { GO: { target: ['p.x.two', 'p.y.two'] } } },
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
    expected: { states: ['a', { p: { x: 'two', y: 'two' } }], log: ['+x.two', '+y.two'] },
  },
];
