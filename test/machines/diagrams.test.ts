import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { and, createMachine, fromPromise, not, or, type AnyStateMachine } from 'xstate';
import { documentedMachines } from '../../scripts/diagrams/documented-machines.ts';
import { machineDiagrams } from '../../scripts/diagrams/machine-diagrams.ts';

test.each(documentedMachines)(
  'docs/diagrams/$file is what npm run docs:diagrams writes',
  ({ file, machine, title }) => {
    const document = readFileSync(path.join(process.cwd(), 'docs/diagrams', file), 'utf8');
    expect(document).toBe(machineDiagrams(machine, title, 'npm run docs:diagrams'));
  },
);

test.each(documentedMachines)('no guard of $file is without a name', ({ machine }) => {
  expect(linesOf(machine).filter((line) => line.includes('[…]'))).toEqual([]);
});

function linesOf(machine: AnyStateMachine): string[] {
  const blocks = machineDiagrams(machine, 'A machine', 'a command').matchAll(/```mermaid\n([^]*?)```/g);
  return [...blocks].flatMap(([, block = '']) => block.split('\n').map((line) => line.trim()));
}

const charge = fromPromise(() => Promise.resolve());

describe('a diagram tells', () => {
  test('regions beside each other', () => {
    const machine = createMachine({ type: 'parallel', states: { payment: {}, delivery: {} } });
    expect(linesOf(machine)).toEqual(['stateDiagram-v2', 'payment: payment', '--', 'delivery: delivery', '']);
  });

  test('nested states, where each begins, and the final one', () => {
    const machine = createMachine({
      id: 'order',
      initial: 'open',
      states: { open: { initial: 'waiting', states: { waiting: {} } }, closed: { type: 'final' } },
    });
    expect(linesOf(machine).slice(0, 10)).toEqual([
      'stateDiagram-v2',
      '[*] --> open',
      'state "open" as open {',
      '[*] --> open_waiting',
      'open_waiting: waiting',
      '}',
      'closed: closed',
      'closed --> [*]',
      '',
      'stateDiagram-v2',
    ]);
  });

  test('an invoked actor with its answers, and the place of each answer among its rivals', () => {
    const machine = createMachine({
      initial: 'charging',
      states: {
        charging: {
          invoke: {
            src: charge,
            id: 'charge',
            onDone: 'paid',
            onError: [{ guard: 'isWorthRepeating', target: 'waiting' }, { target: 'refused' }],
          },
        },
        waiting: { invoke: { src: 'charge', id: 'again' } },
        paid: {},
        refused: {},
      },
    });
    expect(linesOf(machine)).toEqual(
      expect.arrayContaining([
        'charging: invokes charge',
        'waiting: invokes charge as again',
        'charging --> paid: done charge',
        'charging --> waiting: error charge 1/2 [isWorthRepeating]',
        'charging --> refused: error charge 2/2',
      ]),
    );
  });

  test('guards by their names, and one without a name as an ellipsis', () => {
    function isLate() {
      return true;
    }
    const machine = createMachine({
      initial: 'a',
      states: {
        a: {
          on: {
            NAMED: { guard: 'isPaid', target: 'b' },
            FUNCTION: { guard: isLate, target: 'b' },
            NAMELESS: { guard: () => true, target: 'b' },
            PARAMS: { guard: { type: 'costs', params: 5 }, target: 'b' },
            COMBINED: { guard: and(['isPaid', or([not('isLate'), isLate])]), target: 'b' },
          },
          always: { guard: { type: 'costs', params: () => 5 }, target: 'b' },
        },
        b: {},
      },
    });
    const words = linesOf(machine).find((line) => line.startsWith('a --> b: '));
    expect(words?.replace('a --> b: ', '').split('<br/>')).toEqual([
      'always [costs(…)]',
      'NAMED [isPaid]',
      'FUNCTION [isLate]',
      'NAMELESS […]',
      'PARAMS [costs(5)]',
      'COMBINED [isPaid and (not isLate or isLate)]',
    ]);
  });

  test('delays by name or by number, and the end of a state', () => {
    const machine = createMachine({
      initial: 'a',
      states: {
        a: { after: { grace: 'b', 250: 'c' } },
        b: { initial: 'x', states: { x: { type: 'final' } }, onDone: 'c' },
        c: {},
      },
    });
    expect(linesOf(machine)).toEqual(
      expect.arrayContaining(['a --> b: after grace', 'a --> c: after 250 ms', 'b --> c: done']),
    );
  });

  test('what a state does without being left, and what it ignores', () => {
    const machine = createMachine({
      initial: 'a',
      on: { X: '.b' },
      states: { a: { on: { X: {}, 'acs.*': { actions: 'count' } } }, b: {} },
    });
    expect(linesOf(machine)).toEqual(
      expect.arrayContaining([
        'a: ignores X',
        'a: stays on acs.*',
        'state "any state" as any_state',
        'any_state --> b: X',
      ]),
    );
  });

  test('targets outside of a state, further inside of another, and history', () => {
    const machine = createMachine({
      initial: 'a',
      states: {
        a: { initial: 'one', states: { one: { on: { OUT: '#b.deep', SELF: { target: 'one', reenter: true } } } } },
        b: { id: 'b', initial: 'deep', states: { deep: {}, past: { type: 'history', history: 'deep' } } },
        end: { on: { BACK: '#b.deep' } },
      },
    });
    expect(linesOf(machine)).toEqual(
      expect.arrayContaining([
        'a_one --> b_deep: OUT',
        'a_one --> a_one: SELF',
        'state "b.deep" as b_deep',
        'a --> b',
        'b_past: deep history',
        // "end" is a word of Mermaid's own.
        'end_ --> b: BACK → deep',
      ]),
    );
  });

  test('nothing that ends a label, or begins something else in one', () => {
    const machine = createMachine({ initial: 'a', states: { a: { on: { 'x:y;z#1': 'b' } }, b: {} } });
    expect(linesOf(machine)).toContain('a --> b: x y z 1');
  });
});
