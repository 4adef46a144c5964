import { expect, test } from '@jest/globals';
import {
  AlreadySettled,
  EventRefused,
  InvalidEvent,
  MachineFailed,
  NeverReached,
  WaitTimedOut,
} from '../../src/statechart/client/errors.ts';
import { fromPromise, setup } from 'xstate';
import { createStatechartTest } from '../../src/statechart/testing/index.ts';
import { orderMachine } from '../support/statecharts/order.ts';

const input = { item: 'book' };
const ordered = (charge = (amount: number) => `receipt for ${amount}`) =>
  createStatechartTest(orderMachine, { input, actors: { charge }, onCancel: { type: 'CANCEL' } });

test('a command is answered with the view after its transition', async () => {
  const order = await ordered();

  const answer = await order.send({ type: 'PAY', amount: 5 });

  expect(answer).toMatchObject({ status: 'active', value: 'charging', revision: 2 });
  expect(answer).not.toHaveProperty('context');
  expect(order.view()).toMatchObject({ value: 'paid', context: { receipt: 'receipt for 5' } });
});

test('a command that the state does not take is refused as the client refuses it, and changes nothing', async () => {
  const order = await ordered();

  const refusal = await order.send({ type: 'SHIPPED' }).catch((error: unknown) => error);

  expect(refusal).toBeInstanceOf(EventRefused);
  expect(refusal).toMatchObject({
    code: 'EVENT_REFUSED',
    state: 'waiting',
    accepts: ['CANCEL', 'GUARDED', 'NOTE', 'PAY'],
    answer: { status: 'active', value: 'waiting', revision: 1 },
  });
  expect(order.view().revision).toBe(1);
});

test.each([
  ['no event', null],
  ['an event without a type', { amount: 5 }],
  ['a forged result', { type: 'xstate.done.actor.charge' }],
])('%s is refused as invalid', async (_name, event) => {
  const order = await ordered();
  await expect(order.send(event as never)).rejects.toBeInstanceOf(InvalidEvent);
});

test('a guard that throws refuses a command, and fails the machine when the event is a notification', async () => {
  const order = await ordered();

  await expect(order.send({ type: 'GUARDED' })).rejects.toBeInstanceOf(MachineFailed);
  expect(order.view().status).toBe('active');
  await order.notify({ type: 'GUARDED' });
  expect(() => order.result()).toThrow('this guard is broken');
});

test('a command comes too late for a machine that has ended, and a notification is ignored', async () => {
  const order = await ordered();
  await order.send({ type: 'CANCEL' });

  const refusal = await order.send({ type: 'CANCEL' }).catch((error: unknown) => error);

  expect(refusal).toBeInstanceOf(AlreadySettled);
  expect(refusal).toMatchObject({ code: 'ALREADY_SETTLED', view: { status: 'done', value: 'cancelled' } });
  expect(await order.notify({ type: 'NOTE', text: 'late' })).toBe('ignored');
});

test('what was seen under an id is not carried out again, also after continue-as-new', async () => {
  const order = await ordered();

  const first = await order.send({ type: 'NOTE', text: 'once' }, { id: 'a' });
  await order.notify([
    { event: { type: 'NOTE', text: 'twice' }, id: 'b' },
    { event: { type: 'NOTE', text: 'x' }, id: 'b' },
  ]);
  await order.continueAsNew();

  expect(await order.send({ type: 'NOTE', text: 'once' }, { id: 'a' })).toEqual(first);
  await order.notify({ type: 'NOTE', text: 'y' }, { id: 'b' });
  expect(order.view().context.notes).toEqual(['once', 'twice']);
});

test('events travel as JSON', async () => {
  const order = await ordered();
  await order.send({ type: 'NOTE', text: new Date(0) as never });
  expect(order.view().context.notes).toEqual(['1970-01-01T00:00:00.000Z']);
});

test('calls that are made at once take effect in their order', async () => {
  const order = await ordered();
  await Promise.all(['a', 'b', 'c'].map((text) => order.send({ type: 'NOTE', text })));
  expect(order.view().context.notes).toEqual(['a', 'b', 'c']);
});

test('a request to cancel becomes the event that stands for it, or ends the machine as cancelled', async () => {
  const order = await ordered();
  await order.cancel();
  expect(order.view()).toMatchObject({ status: 'done', value: 'cancelled' });

  const without = await createStatechartTest(orderMachine, { input });
  await without.cancel();
  expect(without.view()).toMatchObject({ status: 'cancelled', value: 'waiting' });
  expect(() => without.result()).toThrow('order has no result: it is cancelled');
});

test('a wait ends when what it is for holds, when the time is up, or when it never can', async () => {
  const order = await ordered();

  await expect(order.waitFor({ tag: 'paid' }, { timeoutMs: 60_000 })).rejects.toBeInstanceOf(WaitTimedOut);
  expect(order.now).toBe(Date.UTC(2030, 0, 1, 0, 1));
  await order.send({ type: 'PAY', amount: 5 });
  expect(await order.waitFor({ tag: 'paid' })).toMatchObject({ value: 'paid' });
  await order.send({ type: 'SHIPPED' });
  await expect(order.waitFor({ state: 'waiting' })).rejects.toBeInstanceOf(NeverReached);
  expect(await order.waitFor({ done: true })).toMatchObject({ value: 'shipped' });
  expect(order.result()).toEqual({ notes: [], receipt: 'receipt for 5' });
});

test('a command may let time pass until what it asks for holds', async () => {
  const afterASecond = async (amount: number) => {
    await new Promise((resolve) => {
      setTimeout(resolve, 1_000);
    });
    return `receipt for ${amount}`;
  };
  const order = await createStatechartTest(orderMachine, { input, actors: { charge: afterASecond } });

  const answer = await order.send({ type: 'PAY', amount: 5 }, { until: { tag: 'paid' } });

  expect(answer).toMatchObject({ value: 'paid', tags: ['paid'], revision: 3 });
  expect(order.now - Date.UTC(2030, 0, 1)).toBe(1_000);
  expect(await order.send({ type: 'NOTE', text: 'a' }, { until: { state: 'paid' } })).toMatchObject({ revision: 4 });
  expect(order.now - Date.UTC(2030, 0, 1)).toBe(1_000);
});

test('a command whose condition does not come to hold says what happened instead', async () => {
  const never = () => new Promise<string>(() => undefined);
  const order = await createStatechartTest(orderMachine, { input, actors: { charge: never } });
  const until = { tag: 'paid' };

  const late = await order.send({ type: 'PAY', amount: 5 }, { until, timeoutMs: 2_000 }).catch((error: Error) => error);
  expect(late).toBeInstanceOf(WaitTimedOut);
  expect((late as Error).message).toBe(
    [
      'What was waited for did not hold for order within 2000 ms.',
      '#1 +0 ms  xstate.init: waiting',
      '#2 +0 ms  PAY: waiting → charging',
      'call 1 of charge: running',
    ].join('\n'),
  );
  expect(order.now - Date.UTC(2030, 0, 1)).toBe(2_000);
  const ended = await order.send({ type: 'CANCEL' }, { until }).catch((error: Error) => error);
  expect(ended).toBeInstanceOf(NeverReached);
  expect((ended as Error).message).toContain('CANCEL: charging → cancelled');
  await expect(order.send({ type: 'CANCEL' }, { until })).rejects.toBeInstanceOf(AlreadySettled);
});

test('a refused command does not wait', async () => {
  const order = await ordered();
  await expect(order.send({ type: 'SHIPPED' }, { until: { done: true } })).rejects.toBeInstanceOf(EventRefused);
  expect(order.now).toBe(Date.UTC(2030, 0, 1));
});

test('what holds only until the next input has held', async () => {
  const machine = setup({
    actors: { first: fromPromise(() => Promise.resolve()), second: fromPromise(() => Promise.resolve()) },
  }).createMachine({
    initial: 'idle',
    states: {
      idle: { on: { GO: 'one' } },
      one: { invoke: { src: 'first', onDone: 'two' } },
      two: { invoke: { src: 'second', onDone: 'three' } },
      three: {},
    },
  });
  const actors = { first: () => undefined, second: () => undefined };

  const sent = await createStatechartTest(machine, { actors });
  expect(await sent.send({ type: 'GO' }, { until: { state: 'two' } })).toMatchObject({ value: 'two' });
  expect(sent.view().value).toBe('three');
  const waited = await createStatechartTest(machine, { actors });
  await Promise.all([waited.notify({ type: 'GO' }), waited.waitFor({ state: 'three' })]);
});

test('the report tells every transition, with its time, and every call', async () => {
  const order = await ordered();
  await order.advance(1_500);
  await order.send({ type: 'PAY', amount: 5 });

  expect(order.report()).toBe(
    [
      '#1 +0 ms  xstate.init: waiting',
      '#2 +1500 ms  PAY: waiting → charging',
      '#3 +1500 ms  xstate.done.actor.0.order.charging: charging → paid',
      'call 1 of charge: completed',
    ].join('\n'),
  );
  expect(order.transitions).toHaveLength(3);
});

test('the summary that a workflow would give is in the view', async () => {
  const order = await createStatechartTest(orderMachine, { input, summarize: ({ context }) => context.item });
  expect(order.view().summary).toBe('book');
});
