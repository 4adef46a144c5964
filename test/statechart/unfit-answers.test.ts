import { Client, Connection } from '@temporalio/client';
import { expect, test } from '@jest/globals';
import {
  AnswerUnfit,
  MachineFailed,
  StatechartClient,
  TemporalUnavailable,
} from '../../src/statechart/client/index.ts';
import { hoardingMachine } from '../support/statecharts/lasting.ts';
import { orderMachine } from '../support/statecharts/order.ts';
import { statecharts } from '../support/statecharts.ts';

const running = statecharts();
const start = (input: { characters: number; output?: unknown; summary?: boolean }) =>
  running.client(hoardingMachine, 'hoarding').start(running.id(), { input });
const failureOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error as Error);

/** Each of three bytes. */
const TOO_MANY = 720_000;

test('a view that is too large is an error that names machine and place, and the machine goes on', async () => {
  await running.withSharedWorker(async () => {
    const hoarding = await start({ characters: TOO_MANY });

    const error = await failureOf(hoarding.view());

    expect(error).toBeInstanceOf(AnswerUnfit);
    expect(error).toMatchObject({
      code: 'ANSWER_UNFIT',
      message: expect.stringMatching(
        /^The view of hoarding has 2160\d+ bytes, more than .*: most of it is view\.context\.hoard\.$/,
      ),
    });
    expect(await hoarding.send({ type: 'END' })).toMatchObject({ status: 'done' });
  });
});

test('an answer that is too large is an error that names machine and place, and its command was carried out', async () => {
  await running.withSharedWorker(async () => {
    const hoarding = await start({ characters: TOO_MANY, summary: true });

    const error = await failureOf(hoarding.send({ type: 'END' }));

    expect(error).toBeInstanceOf(AnswerUnfit);
    expect(error).toMatchObject({ message: expect.stringContaining('most of it is view.summary.') });
    expect(await hoarding.view()).toMatchObject({ status: 'done', value: 'over' });
  });
});

test.each([
  [
    'that JSON refuses',
    { characters: 1, output: 'bigint' },
    'cannot be written as JSON: view.output.total is a bigint',
  ],
  ['that is too large', { characters: TOO_MANY, output: 'hoard' }, 'bytes, more than'],
])(
  'an output %s fails the machine, named with machine, state and event, and not the workflow task',
  async (_name, input, told) => {
    await running.withSharedWorker(async () => {
      const hoarding = await start(input);
      await hoarding.notify({ type: 'END' });

      const error = await failureOf(hoarding.result({ timeoutMs: 40_000 }));

      expect(error).toBeInstanceOf(MachineFailed);
      expect(error).toMatchObject({
        message: expect.stringContaining(told),
        failure: { machine: 'hoarding', state: 'over', event: 'END' },
      });
      expect(await hoarding.view()).toMatchObject({ status: 'error', value: 'over', error: { machine: 'hoarding' } });
    });
  },
);

test('while Temporal is away every call says so, and names it', async () => {
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  const orders = new StatechartClient(new Client({ connection }), {
    machine: orderMachine,
    workflow: 'order',
    taskQueue: 'x',
  });
  const order = orders.get('order-1');
  const input = { item: 'book' };
  const timeoutMs = 1_000;

  const errors = await Promise.all(
    [
      orders.start('order-1', { input, timeoutMs }),
      orders.startAndSend('order-1', { input }, { type: 'CANCEL' }, { timeoutMs }),
      order.send({ type: 'CANCEL' }, { timeoutMs }),
      order.notify({ type: 'CANCEL' }, { timeoutMs }),
      order.view({ timeoutMs }),
      order.waitFor({ done: true }, { timeoutMs }),
      order.waitFor({ tag: 'paid' }, { timeoutMs }),
      order.result({ timeoutMs }),
    ].map(failureOf),
  );

  for (const error of errors) expect(error).toBeInstanceOf(TemporalUnavailable);
  await connection.close();
});
