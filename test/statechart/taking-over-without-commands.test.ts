import { expect, test } from '@jest/globals';
import { gateMachine } from '../support/statecharts/gate.ts';
import { statecharts, untilView } from '../support/statecharts.ts';

const running = statecharts();

/** As if every task went to a worker that has not had the instance before. */
const WITHOUT_CACHE = { maxCachedWorkflows: 0 };

test('a worker that takes an instance over gives it a command in the state that was shown before', async () => {
  const answer = new Map<number, (receipt: string) => void>();
  const charge = (number: number) => new Promise<string>((resolve) => void answer.set(number, resolve));
  const worker = await running.createWorker({ charge }, WITHOUT_CACHE);
  const answerTo = async (number: number) => {
    while (!answer.has(number)) await new Promise((resolve) => setTimeout(resolve, 10));
    answer.get(number)?.('a receipt');
  };
  await worker.runUntil(async () => {
    const gate = await running.client(gateMachine, 'gate').start(running.id());
    await answerTo(1);
    await untilView(gate, ({ value }) => value === 'unlocked');
    await answerTo(2);
    await untilView(gate, ({ value }) => value === 'open');

    expect(await gate.send({ type: 'ENTER' })).toMatchObject({ value: 'entering' });

    await answerTo(3);
    await untilView(gate, ({ value }) => value === 'inside');
    await gate.send({ type: 'LEAVE' });
  });
});
