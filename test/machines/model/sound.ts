import { expect, test } from '@jest/globals';
import type { AnyStateMachine } from 'xstate';
import { missedIn } from './coverage.ts';
import { canEndAlone, type Explored } from './explore.ts';

/**
 * Tests of what holds in the model of any of our machines.
 *
 * @param explored filled before the tests run
 */
export function testThatItIsSound<TMachine extends AnyStateMachine>(
  machine: TMachine,
  what: string,
  explored: readonly Explored<TMachine>[],
): void {
  test('every state is visited, and every transition is taken', () => {
    expect(missedIn(machine, what, explored)).toEqual({ states: [], transitions: [] });
  });

  test('nothing fails by a defect', () => {
    const failed = explored.flatMap(({ paths }) => paths.filter(({ state }) => state.status === 'error'));
    expect(failed.map(({ steps }) => steps)).toEqual([]);
  });

  test('from every state the end can be reached though every notification is lost', () => {
    for (const { paths, edges } of explored) {
      const able = canEndAlone(edges);
      expect(paths.filter(({ state }) => !able.has(state.key)).map(({ steps }) => steps)).toEqual([]);
    }
  });
}
