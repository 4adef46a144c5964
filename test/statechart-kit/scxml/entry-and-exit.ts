import { enqueueActions, stateIn } from 'xstate';
import type { Assertion } from './assertion.ts';
import { add, blank, createMachine, note, noted } from './chart.ts';

/** The specification's sections on entering, on leaving, on initial transitions, and on executable content. */
export const entryAndExit: readonly Assertion[] = [
  {
    holds: 'ancestors are entered before their descendants, the root first',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      ...noted('root'),
      initial: 'a',
      states: {
        a: { ...noted('a'), initial: 'b', states: { b: { ...noted('b'), initial: 'c', states: { c: noted('c') } } } },
      },
    }),
    expected: { states: [{ a: { b: 'c' } }], log: ['+root', '+a', '+b', '+c'] },
  },
  {
    holds: 'all that is left is left first, from the innermost outwards, then the transition acts, then all is entered',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          ...noted('a'),
          initial: 'b',
          states: { b: { ...noted('b'), on: { GO: { target: '#d', actions: note('go') } } } },
        },
        c: { ...noted('c'), initial: 'd', states: { d: { ...noted('d'), id: 'd' } } },
      },
    }),
    steps: ['GO'],
    expected: { states: [{ a: 'b' }, { c: 'd' }], log: ['+a', '+b', '-b', '-a', 'go', '+c', '+d'] },
  },
  {
    holds: 'the nearest compound state around source and target is neither left nor entered',
    section: '§3.13',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          ...noted('a'),
          initial: 'b',
          states: { b: { ...noted('b'), on: { GO: { target: 'c', reenter: true } } }, c: noted('c') },
        },
      },
    }),
    steps: ['GO'],
    expected: { states: [{ a: 'b' }, { a: 'c' }], log: ['+a', '+b', '-b', '+c'] },
  },
  {
    holds: 'the several entry and exit actions of a state are carried out as they are written',
    section: '§3.8',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: { entry: [note('in 1'), note('in 2')], exit: [note('out 1'), note('out 2')], on: { GO: 'b' } },
        b: {},
      },
    }),
    steps: ['GO'],
    expected: { states: ['a', 'b'], log: ['in 1', 'in 2', 'out 1', 'out 2'] },
  },
  {
    holds: 'what an initial transition does comes between the entry of the parent and that of the child',
    section: '§3.6',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: { ...noted('a'), initial: { target: 'b', actions: note('initial') }, states: { b: noted('b') } },
      },
    }),
    expected: { states: [{ a: 'b' }], log: ['+a', 'initial', '+b'] },
  },
  {
    holds: 'an initial transition is not taken where a descendant is targeted',
    section: '§3.6',
    machine: createMachine({
      context: blank,
      initial: 'z',
      states: {
        z: { on: { GO: 'a.c' } },
        a: {
          ...noted('a'),
          initial: { target: 'b', actions: note('initial') },
          states: { b: noted('b'), c: noted('c') },
        },
      },
    }),
    steps: ['GO'],
    expected: { states: ['z', { a: 'c' }], log: ['+a', '+c'] },
  },
  {
    holds: 'an action sees what the actions before it have done to the data',
    section: '§4.9',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: {
          on: { GO: { target: 'b', actions: [add(1), note(({ context }) => `n is ${context.n}`)] } },
          exit: add(10),
        },
        b: {
          entry: [note(({ context }) => `n is ${context.n}`), add(100), note(({ context }) => `n is ${context.n}`)],
        },
      },
    }),
    steps: ['GO'],
    expected: { states: ['a', 'b'], log: ['n is 11', 'n is 11', 'n is 111'] },
  },
  {
    holds: 'of conditional actions, those of the first condition that holds are carried out, and no others',
    section: '§4.3',
    machine: createMachine({
      context: blank,
      entry: enqueueActions(({ enqueue, check }) => {
        if (check(() => false)) enqueue(note('if'));
        else if (check(() => true)) enqueue(note('elseif'));
        else enqueue(note('else'));
      }),
    }),
    expected: { states: [{}], log: ['elseif'] },
  },
  {
    holds: 'a loop goes through a collection in its order, and each round sees what the one before did',
    section: '§4.6',
    machine: createMachine({
      context: blank,
      on: {
        GO: {
          actions: enqueueActions(({ enqueue, event }) => {
            for (const item of event['items'] as string[]) {
              enqueue(add(1));
              enqueue(note(({ context }) => `${item}${context.n}`));
            }
          }),
        },
      },
    }),
    steps: [{ type: 'GO', items: ['a', 'b', 'c'] }],
    expected: { states: [{}, {}], log: ['a1', 'b2', 'c3'] },
  },
  {
    holds: 'an action that throws ends the machine, and the actions after it are not carried out',
    section: '§4.9',
    machine: createMachine({
      context: blank,
      initial: 'a',
      on: { '*': { actions: note(({ event }) => event.type) } },
      states: {
        a: {
          on: {
            GO: {
              target: 'b',
              actions: [
                note('before'),
                note(() => {
                  throw new Error('this action is broken');
                }),
                note('after'),
              ],
            },
          },
        },
        b: noted('b'),
      },
    }),
    steps: ['GO', 'LATER'],
    expected: { states: ['a', 'a', 'a'], log: [], status: 'error' },
    xstateDiffers:
      'In SCXML the rest of the block is left out, error.execution is raised, and the transition is completed; XState ends the machine as it was before.',
  },
  {
    holds: 'an entry action finds those states active that were before the transition',
    section: '§5.9.1',
    machine: createMachine({
      context: blank,
      initial: 'a',
      states: {
        a: { on: { GO: 'b' } },
        b: {
          entry: enqueueActions(({ enqueue, check }) => {
            enqueue(note(check(stateIn('b')) ? 'in b' : 'not in b'));
          }),
        },
      },
    }),
    steps: ['GO'],
    expected: { states: ['a', 'b'], log: ['not in b'] },
    xstateDiffers:
      'In SCXML a state is active as soon as its entry begins; in XState actions see the states of before.',
  },
];
