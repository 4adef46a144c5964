import { cancel, raise, sendTo, type AnyActorRef, type AnyEventObject } from 'xstate';
import type { Assertion } from './assertion.ts';
import { add, blank, createMachine, note, type Notes } from './chart.ts';

const heard = { '*': { actions: note(({ event }) => event.type) } };
const toItself = (type: string, delay: number, id?: string) =>
  sendTo<Notes, AnyEventObject, undefined, AnyActorRef, AnyEventObject, string>(
    ({ self }) => self as AnyActorRef,
    { type },
    { delay, ...(id !== undefined && { id }) },
  );

/** The specification's sections on send with a delay, and on cancel. */
export const timers: readonly Assertion[] = [
  {
    holds: 'a delayed event comes when its delay is over, and not before',
    section: '§6.2',
    machine: createMachine({ context: blank, entry: toItself('LATER', 100), on: heard }),
    steps: [99, 'YET', 1],
    expected: { states: [{}, {}, {}, {}], log: ['YET', 'LATER'] },
  },
  {
    holds: 'delayed events come in the order of their times, not of their sending',
    section: '§6.2',
    machine: createMachine({
      context: blank,
      entry: [toItself('THIRD', 30), toItself('FIRST', 10), toItself('SECOND', 20)],
      on: heard,
    }),
    steps: [15, 50],
    expected: { states: [{}, {}, {}], log: ['FIRST', 'SECOND', 'THIRD'] },
  },
  {
    holds: 'a delayed event carries the data of when it was sent',
    section: '§6.2',
    machine: createMachine({
      context: blank,
      entry: [
        sendTo(
          ({ self }) => self,
          ({ context }) => ({ type: 'LATER', n: context.n }),
          { delay: 10 },
        ),
        add(1),
      ],
      on: { LATER: { actions: note(({ event, context }) => `sent at ${String(event['n'])}, now ${context.n}`) } },
    }),
    steps: [10],
    expected: { states: [{}, {}], log: ['sent at 0, now 1'] },
  },
  {
    holds: 'a delay that is an expression is worked out when the event is sent',
    section: '§6.2',
    machine: createMachine({
      context: blank,
      on: {
        ADD: { actions: add(50) },
        SEND: { actions: raise({ type: 'LATER' }, { delay: ({ context }) => context.n }) },
        LATER: { actions: note('later') },
      },
    }),
    steps: ['ADD', 'SEND', 'ADD', 49, 'ADD', 1],
    expected: { states: [{}, {}, {}, {}, {}, {}, {}], log: ['later'] },
  },
  {
    holds: 'a delayed event comes although the state that sent it was left',
    section: '§6.2',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: { a: { entry: toItself('LATER', 10), on: { GO: 'b' } }, b: { on: { LATER: 'c' } }, c: {} },
    }),
    steps: ['GO', 10],
    expected: { states: ['a', 'b', 'c'], log: [] },
  },
  {
    holds: 'the delay of a state counts from its entry, and is cancelled by its exit',
    section: '§6.3',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: { on: { GO: 'b' }, after: { 10: { actions: note('after a') } } },
        b: { on: { AGAIN: { target: 'b', reenter: true } }, after: { 20: { actions: note('after b') } } },
      },
    }),
    steps: [9, 'GO', 19, 'AGAIN', 19, 1],
    expected: { states: ['a', 'a', 'b', 'b', 'b', 'b', 'b'], log: ['after b'] },
  },
  {
    holds: 'a cancelled event does not come',
    section: '§6.3',
    machine: createMachine({
      context: blank,
      entry: [toItself('LATER', 10, 'one'), toItself('OTHER', 10, 'two')],
      on: { STOP: { actions: cancel('one') }, ...heard },
    }),
    steps: [5, 'STOP', 5],
    expected: { states: [{}, {}, {}, {}], log: ['OTHER'] },
  },
  {
    holds: 'the id of what is to be cancelled may be worked out',
    section: '§6.3',
    machine: createMachine({
      context: blank,
      entry: [toItself('LATER', 10, 'n0'), toItself('OTHER', 10, 'n1'), add(1)],
      on: { STOP: { actions: cancel(({ context }) => `n${context.n}`) }, ...heard },
    }),
    steps: ['STOP', 10],
    expected: { states: [{}, {}, {}], log: ['LATER'] },
  },
  {
    holds: 'to cancel what has come already, or was never sent, does nothing',
    section: '§6.3',
    machine: createMachine({
      context: blank,
      entry: toItself('LATER', 10, 'one'),
      on: { STOP: { actions: [cancel('one'), cancel('never'), note('stop')] }, ...heard },
    }),
    steps: [10, 'STOP'],
    expected: { states: [{}, {}, {}], log: ['LATER', 'stop'] },
  },
  {
    holds: 'of two delayed events with one id, cancelling takes the later one alone',
    section: '§6.3',
    machine: createMachine({
      context: blank,
      entry: [toItself('ONE', 10, 'same'), toItself('TWO', 20, 'same')],
      on: { STOP: { actions: cancel('same') }, ...heard },
    }),
    steps: ['STOP', 30],
    expected: { states: [{}, {}, {}], log: ['ONE'] },
    xstateDiffers: 'In SCXML all events that were sent with the id are cancelled.',
  },
  {
    holds: 'delayed events are dropped when the machine ends',
    section: '§6.2',
    machine: createMachine({
      context: blank,
      initial: 'a',
      on: heard,
      states: { a: { entry: toItself('LATER', 10), on: { GO: 'f' } }, f: { type: 'final' } },
    }),
    steps: ['GO', 20],
    expected: { states: ['a', 'f', 'f'], log: [], status: 'done' },
  },
  {
    holds: 'a delay of zero comes after all that goes without time',
    section: '§6.2',
    machine: createMachine({
      context: blank,
      entry: [toItself('ZERO', 0), sendTo(({ self }) => self, { type: 'SENT' }), raise({ type: 'RAISED' })],
      on: heard,
    }),
    expected: { states: [{}], log: ['RAISED', 'SENT', 'ZERO'] },
    xstateDiffers: 'In SCXML a delay of zero is no delay: what is sent first comes first.',
  },
];
