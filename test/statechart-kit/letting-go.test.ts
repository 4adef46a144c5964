import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { createMachine } from 'xstate';
import { createStatechartTest } from '../../src/statechart/testing/index.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function contextOfTested(): Promise<WeakRef<object>> {
  const machine = createMachine({ id: 'tested', context: () => ({}), after: { 1_000: { actions: [] } } });
  const tested = await createStatechartTest(machine);
  await tested.advance(2_000);
  return new WeakRef(tested.view().context);
}

test('a machine goes with its test: thousands of them in one process take no more memory than one', async () => {
  const context = await contextOfTested();

  // A weak reference holds what it refers to until the present turn is over, and the engine may do so for some more.
  for (let turns = 0; turns < 20 && context.deref() !== undefined; turns++) {
    await new Promise(setImmediate);
    collectGarbage();
  }

  expect(context.deref()).toBeUndefined();
});
