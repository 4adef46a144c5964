import { expect, test } from '@jest/globals';
import { and, assign, fromPromise, not, or, raise, setup, type AnyStateMachine } from 'xstate';
import { addParticipantMachine } from '../../src/machines/add-participant.ts';
import { machineHash } from '../../src/statechart/machine-hash.ts';
import { orderMachine } from '../support/statecharts/order.ts';

/** A machine whose names are all implemented, and which differs from another by its config only. */
const machine = (config: object): AnyStateMachine =>
  setup({
    types: { events: {} as { type: string }, tags: {} as string },
    actors: { work: fromPromise(async () => 1), play: fromPromise(async () => 1) },
    guards: { isRich: () => true, isOld: () => true },
    actions: { ring: () => undefined, knock: () => undefined },
    delays: { soon: 10, later: 20 },
  }).createMachine({ id: 'm', ...config } as never) as unknown as AnyStateMachine;

const door = (open: object, more: object = {}) =>
  machine({ initial: 'open', states: { open, shut: {}, locked: {} }, ...more });

const same = (a: AnyStateMachine, b: AnyStateMachine) => machineHash(a) === machineHash(b);

test('the hash has 64 bits, and stays what it is', () => {
  expect(machineHash(door({ on: { GO: 'shut' } }))).toBe('609c80cfbdd53c3a');
});

test('machines that differ in code only have one hash', () => {
  const withCode = (answer: number) =>
    door({
      entry: [() => answer, assign({ count: () => answer })],
      on: { GO: { guard: () => answer > 1, target: 'shut' } },
      invoke: { src: 'work', input: () => answer },
    });

  expect(same(withCode(1), withCode(2))).toBe(true);
});

test('what provide gives to a machine does not change its hash', () => {
  const provided = orderMachine.provide({
    actors: { charge: fromPromise<string, number>(async () => 'r') },
    guards: { throws: () => false },
  });

  expect(same(orderMachine, provided)).toBe(true);
});

test('the order of properties means nothing where XState gives it no meaning', () => {
  const a = machine({ initial: 'x', states: { x: { on: { A: 'y', B: 'y' }, tags: ['p', 'q'] }, y: {} } });
  const b = machine({ states: { y: {}, x: { tags: ['q', 'p'], on: { B: 'y', A: 'y' } } }, initial: 'x' });

  expect(same(a, b)).toBe(true);
});

test('a short notation has the hash of the long one', () => {
  expect(same(door({ on: { GO: 'shut' } }), door({ on: { GO: [{ target: 'shut', actions: [] }] } }))).toBe(true);
});

const CANDIDATES = [
  { guard: 'isRich', target: 'shut' },
  { guard: 'isOld', target: 'locked' },
];

test.each<[string, AnyStateMachine, AnyStateMachine]>([
  ['the order of candidates', door({ on: { GO: CANDIDATES } }), door({ on: { GO: CANDIDATES.toReversed() } })],
  ['a target', door({ on: { GO: 'shut' } }), door({ on: { GO: 'locked' } })],
  ['an event', door({ on: { GO: 'shut' } }), door({ on: { WENT: 'shut' } })],
  ['reenter', door({ on: { GO: 'open' } }), door({ on: { GO: { target: 'open', reenter: true } } })],
  [
    "a guard's name",
    door({ on: { GO: { guard: 'isOld', target: 'shut' } } }),
    door({ on: { GO: { guard: 'isRich', target: 'shut' } } }),
  ],
  [
    'how guards are joined',
    door({ on: { GO: { guard: and(['isOld', 'isRich'] as never), target: 'shut' } } }),
    door({ on: { GO: { guard: or(['isOld', 'isRich'] as never), target: 'shut' } } }),
  ],
  [
    'a guard inside of another',
    door({ on: { GO: { guard: not('isOld' as never), target: 'shut' } } }),
    door({ on: { GO: { guard: not('isRich' as never), target: 'shut' } } }),
  ],
  ["an action's name", door({ entry: 'ring' }), door({ entry: 'knock' })],
  ['the order of actions', door({ entry: ['ring', 'knock'] }), door({ entry: ['knock', 'ring'] })],
  ['entry and exit', door({ entry: 'ring' }), door({ exit: 'ring' })],
  ['what is raised', door({ entry: raise({ type: 'A' }) }), door({ entry: raise({ type: 'B' }) })],
  ["an action's parameter", door({ entry: { type: 'ring', params: 1 } }), door({ entry: { type: 'ring', params: 2 } })],
  ['a delay', door({ after: { 1000: 'shut' } }), door({ after: { 2000: 'shut' } })],
  ["a delay's name", door({ after: { soon: 'shut' } }), door({ after: { later: 'shut' } })],
  ["an actor's name", door({ invoke: { src: 'work', id: 'i' } }), door({ invoke: { src: 'play', id: 'i' } })],
  ["an actor's id", door({ invoke: { src: 'work', id: 'i' } }), door({ invoke: { src: 'work', id: 'j' } })],
  [
    'what follows an actor',
    door({ invoke: { src: 'work', id: 'i', onDone: 'shut' } }),
    door({ invoke: { src: 'work', id: 'i', onDone: 'locked' } }),
  ],
  [
    'a machine that is invoked in place',
    door({ invoke: { src: door({ entry: 'ring' }) } }),
    door({ invoke: { src: door({ entry: 'knock' }) } }),
  ],
  ['an always', door({ always: { guard: 'isOld', target: 'shut' } }), door({})],
  ['a tag', door({ tags: 'a' }), door({ tags: 'b' })],
  ['the type of a state', door({ type: 'final' }), door({})],
  ['the initial state', door({}), door({}, { initial: 'shut' })],
  ['the id of the machine', door({}), door({}, { id: 'n' })],
  [
    'how deep a history state remembers',
    door({ initial: 'h', states: { h: { type: 'history', target: 'i' }, i: {} } }),
    door({ initial: 'h', states: { h: { type: 'history', history: 'deep', target: 'i' }, i: {} } }),
  ],
  [
    'the order of parallel regions',
    machine({ type: 'parallel', states: { a: {}, b: {} } }),
    machine({ type: 'parallel', states: { b: {}, a: {} } }),
  ],
])('the hash tells %s', (_what, a, b) => {
  expect(same(a, b)).toBe(false);
});

test('a machine of real size has a hash', () => {
  expect(machineHash(addParticipantMachine)).toMatch(/^[0-9a-f]{16}$/);
});
