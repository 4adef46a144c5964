import { raise, sendTo } from 'xstate';
import type { Assertion } from './assertion.ts';
import { add, blank, createMachine, note, noted } from './chart.ts';

const heard = { '*': { actions: note(({ event }) => event.type) } };

/** The specification's section on the algorithm's order: eventless, then internal, then external. */
export const queues: readonly Assertion[] = [
  {
    holds: 'eventless transitions come before what was raised',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: { entry: raise({ type: 'RAISED' }), on: { RAISED: 'wrong' }, always: 'b' },
        b: { on: { RAISED: 'c' } },
        c: {},
        wrong: {},
      },
    }),
    expected: { states: ['c'], log: [] },
  },
  {
    holds: 'what was raised comes before what was sent from outside, though it was sent earlier',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      entry: [sendTo(({ self }) => self, { type: 'SENT' }), raise({ type: 'RAISED' })],
      on: heard,
    }),
    expected: { states: [{}], log: ['RAISED', 'SENT'] },
  },
  {
    holds: 'what is raised while raised events are taken still comes before what was sent',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      entry: [sendTo(({ self }) => self, { type: 'SENT' }), raise({ type: 'R1' })],
      on: { R1: { actions: [note('R1'), raise({ type: 'R2' })] }, R2: { actions: note('R2') }, ...heard },
    }),
    expected: { states: [{}], log: ['R1', 'R2', 'SENT'] },
  },
  {
    holds: 'raised events are taken in the order in which they were raised',
    section: '§4.2',
    machine: createMachine({
      context: blank,
      entry: [raise({ type: 'R1' }), raise({ type: 'R2' }), raise({ type: 'R3' })],
      on: heard,
    }),
    expected: { states: [{}], log: ['R1', 'R2', 'R3'] },
  },
  {
    holds: 'events that are sent without a delay are taken in the order in which they were sent',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      entry: [sendTo(({ self }) => self, { type: 'S1' }), sendTo(({ self }) => self, { type: 'S2' })],
      on: heard,
    }),
    steps: ['S3'],
    expected: { states: [{}, {}], log: ['S1', 'S2', 'S3'] },
  },
  {
    holds: 'one sent event is finished, with all that it raises, before the next is taken',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'a',
      on: heard,
      states: {
        a: {
          on: { GO: { target: 'b', actions: [sendTo(({ self }) => self, { type: 'SENT' }), raise({ type: 'R1' })] } },
        },
        b: { always: { target: 'c', actions: [note('always'), raise({ type: 'R2' })] } },
        c: {},
      },
    }),
    steps: ['GO'],
    expected: { states: ['a', 'c'], log: ['always', 'R1', 'R2', 'SENT'] },
  },
  {
    holds: 'raised events that enable nothing are dropped until one does',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          entry: [raise({ type: 'NOBODY' }), raise({ type: 'NOBODY' }), raise({ type: 'TAKEN' })],
          on: { TAKEN: 'b' },
        },
        b: { on: { NOBODY: 'wrong' } },
        wrong: {},
      },
    }),
    expected: { states: ['b'], log: [] },
  },
  {
    holds: 'eventless transitions go on until none is enabled',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'counting',
      states: {
        counting: {
          always: [
            { guard: ({ context }) => context.n < 3, actions: [add(1), note(({ context }) => `${context.n}`)] },
            { target: 'counted' },
          ],
        },
        counted: {},
      },
    }),
    expected: { states: ['counted'], log: ['1', '2', '3'] },
  },
  {
    holds: 'an eventless transition waits for its condition, which an action anywhere may bring about',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'a',
      on: { ADD: { actions: add(1) } },
      states: { a: { always: { guard: ({ context }) => context.n === 2, target: 'b' } }, b: {} },
    }),
    steps: ['ADD', 'ADD'],
    expected: { states: ['a', 'a', 'b'], log: [] },
  },
  {
    holds: 'an eventless transition of a descendant comes before one of its ancestors',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          always: { target: 'out', actions: note('outer') },
          initial: 'b',
          states: { b: { always: { target: 'c', actions: note('inner') } }, c: noted('c') },
        },
        out: {},
      },
    }),
    expected: { states: ['out'], log: ['inner', '+c', '-c', 'outer'] },
  },
  {
    holds: 'an eventless transition still sees the event that led to it',
    section: '§5.10.1',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: { on: { GO: 'b' } },
        b: { always: { target: 'c', actions: note(({ event }) => `${event.type} ${String(event['of'])}`) } },
        c: {},
      },
    }),
    steps: [{ type: 'GO', of: 'mine' }],
    expected: { states: ['a', 'c'], log: ['GO mine'] },
  },
  {
    holds: 'a raised event carries the data of when it was raised',
    section: '§4.2',
    machine: createMachine({
      context: blank,
      entry: [raise(({ context }) => ({ type: 'RAISED', n: context.n })), add(5)],
      on: { RAISED: { actions: note(({ event, context }) => `raised at ${String(event['n'])}, now ${context.n}`) } },
    }),
    expected: { states: [{}], log: ['raised at 0, now 5'] },
  },
];
