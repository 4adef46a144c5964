import { expect, test } from '@jest/globals';
import { assign, fromPromise, setup } from 'xstate';
import { createStatechartTest, fakeActivity } from '../../src/statechart/testing/index.ts';
import { orderMachine } from '../support/statecharts/order.ts';

const input = { item: 'book' };

test('a fake may take simulated time, in which the machine goes on', async () => {
  const order = await createStatechartTest(orderMachine, {
    input,
    actors: {
      charge: async () => {
        await new Promise((resolve) => {
          setTimeout(resolve, 5_000);
        });
        return `paid at ${new Date().toISOString()}`;
      },
    },
  });

  await order.send({ type: 'PAY', amount: 5 });
  await order.advance(4_999);
  expect(order.view().value).toBe('charging');
  await order.send({ type: 'NOTE', text: 'meanwhile' });
  await order.advance(1);

  expect(order.view().context).toMatchObject({ receipt: 'paid at 2030-01-01T00:00:05.000Z', notes: ['meanwhile'] });
});

test('a fake may wait for something real, whose result is handed over by the next call', async () => {
  let answer = (_receipt: string): void => undefined;
  const charge = () => new Promise<string>((resolve) => (answer = resolve));
  const order = await createStatechartTest(orderMachine, { input, actors: { charge } });

  await order.send({ type: 'PAY', amount: 5 });
  answer('at last');
  await order.flush();

  expect(order.view().context.receipt).toBe('at last');
});

test('each call is made once, whatever is replayed', async () => {
  const amounts: number[] = [];
  const charge = (amount: number) => `receipt ${amounts.push(amount)}`;
  const order = await createStatechartTest(orderMachine, { input, actors: { charge } });

  await order.send({ type: 'PAY', amount: 5 });
  for (const text of ['a', 'b', 'c']) await order.send({ type: 'NOTE', text });

  expect(amounts).toEqual([5]);
  expect(order.activityCalls).toEqual([{ number: 1, name: 'charge', input: 5, state: 'completed' }]);
});

test('leaving the state aborts the signal of its call, and a late result is dropped', async () => {
  const signals: AbortSignal[] = [];
  let answer = (_receipt: string): void => undefined;
  const order = await createStatechartTest(orderMachine, {
    input,
    actors: {
      charge: (_amount, { signal }) => {
        signals.push(signal);
        return new Promise<string>((resolve) => (answer = resolve));
      },
    },
  });

  await order.send({ type: 'PAY', amount: 5 });
  await order.send({ type: 'CANCEL' });
  answer('too late');
  await order.flush();

  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  expect(order.result()).toEqual({ notes: [] });
  expect(order.activityCalls).toMatchObject([{ state: 'cancelled' }]);
});

test('what a fake throws reaches onError with type, message and details', async () => {
  const declined = Object.assign(new Error('the bank said no'), { type: 'CardDeclined', details: [{ code: 51 }] });
  const order = await createStatechartTest(orderMachine, { input, actors: { charge: () => Promise.reject(declined) } });

  await order.send({ type: 'PAY', amount: 5 });

  expect(order.view()).toMatchObject({
    value: 'refused',
    context: { refusal: { isError: true, type: 'CardDeclined', message: 'the bank said no', details: [{ code: 51 }] } },
  });
});

test('a fake may send to the machine before it answers, as a webhook that is faster than the response', async () => {
  const order = await createStatechartTest(orderMachine, {
    input,
    actors: {
      charge: async () => {
        await order.notify({ type: 'NOTE', text: 'from the webhook' });
        return 'from the response';
      },
    },
  });

  await order.send({ type: 'PAY', amount: 5 });
  await order.flush();

  expect(order.view()).toMatchObject({ context: { notes: ['from the webhook'], receipt: 'from the response' } });
});

test('what a timer of a fake throws fails the test', async () => {
  const charge = () =>
    new Promise<string>(() => {
      setTimeout(() => {
        throw new Error('the fake is broken');
      }, 10);
    });
  const order = await createStatechartTest(orderMachine, { input, actors: { charge } });
  await order.send({ type: 'PAY', amount: 5 });

  await expect(order.advance(20)).rejects.toThrow('the fake is broken');
});

test('input and result of a fake travel as JSON', async () => {
  const seen: unknown[] = [];
  const machine = setup({
    types: { context: {} as { result: unknown } },
    actors: { work: fromPromise<unknown, { at: Date; none: undefined }>(() => Promise.reject(new Error('not faked'))) },
  }).createMachine({
    context: { result: undefined },
    invoke: {
      src: 'work',
      input: { at: new Date(0), none: undefined },
      onDone: { actions: assign({ result: ({ event }) => event.output }) },
    },
  });

  const test1 = await createStatechartTest(machine, {
    actors: {
      work: (given) => {
        seen.push(given);
        return new Map([['lost', 1]]);
      },
    },
  });

  expect(seen).toEqual([{ at: '1970-01-01T00:00:00.000Z' }]);
  expect(test1.view().context.result).toEqual({});
});

test('an actor of a child machine is faked where the child is provided', async () => {
  const child = setup({
    types: { context: {} as { seen: string | undefined }, output: {} as string },
    actors: { look: fromPromise<string, string>(() => Promise.reject(new Error('not faked'))) },
  }).createMachine({
    context: { seen: undefined },
    initial: 'looking',
    output: ({ context }) => String(context.seen),
    states: {
      looking: {
        invoke: {
          src: 'look',
          input: 'here',
          onDone: { target: 'over', actions: assign({ seen: ({ event }) => event.output }) },
        },
      },
      over: { type: 'final' },
    },
  });
  const parent = setup({ types: { context: {} as { found: string | undefined } }, actors: { child } }).createMachine({
    context: { found: undefined },
    invoke: {
      src: 'child',
      id: 'child',
      onDone: { actions: assign({ found: ({ event }) => event.output }) },
    },
  });
  const look = fakeActivity((place: string) => `found ${place}`);

  const found = await createStatechartTest(parent, { actors: { child: child.provide({ actors: { look } }) } });

  expect(found.activityCalls).toMatchObject([{ name: 'look', input: 'here', state: 'completed' }]);
  expect(found.view().context.found).toBe('found here');
});
