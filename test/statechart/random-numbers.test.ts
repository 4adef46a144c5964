import { expect, test } from '@jest/globals';
import { diceMachine } from '../support/statecharts/dice.ts';
import { statecharts } from '../support/statecharts.ts';

const running = statecharts();

test('a replay draws the same random numbers, though whether a command is taken was asked with numbers of its own', async () => {
  const dice = await running.client(diceMachine, 'dice').start(running.id());
  const before = await running.withWorker(async () => {
    for (let times = 0; times < 3; times++) await dice.send({ type: 'ROLL' });
    return dice.view();
  });

  const worker = await running.createWorker({}, { maxCachedWorkflows: 0 });
  const { rolled } = await worker.runUntil(async () => {
    await dice.send({ type: 'ROLL' });
    const view = await dice.view();
    await dice.send({ type: 'STOP' });
    return view.context;
  });

  expect(new Set(rolled).size).toBe(4);
  expect(rolled.slice(0, 3)).toEqual(before.context.rolled);
});
