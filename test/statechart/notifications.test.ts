import { expect, test } from '@jest/globals';
import { orderMachine } from '../support/statecharts/order.ts';
import { statecharts, untilView } from '../support/statecharts.ts';

const running = statecharts();
const orders = () => running.client(orderMachine, 'order');
const input = { item: 'book' };
const note = (text: string) => ({ type: 'NOTE', text }) as const;

test('a notification is accepted while no worker lives, and delivered by the next one', async () => {
  const order = await orders().start(running.id(), { input });

  expect(await order.notify(note('early'))).toBe('accepted');

  await running.withWorker(() => untilView(order, ({ context }) => context.notes.includes('early')));
});

test('a notification whose id was seen is not delivered again', async () => {
  await running.withSharedWorker(async () => {
    const order = await orders().start(running.id(), { input });

    await order.notify(note('once'), { id: 'evt-1' });
    await order.notify(note('once'), { id: 'evt-1' });
    await order.notify(note('other'), { id: 'evt-2' });

    const view = await untilView(order, ({ context }) => context.notes.includes('other'));
    expect(view.context.notes).toEqual(['once', 'other']);
  });
});

test('a list of notifications travels as one signal, in its order', async () => {
  await running.withSharedWorker(async () => {
    const order = await orders().start(running.id(), { input });

    await order.notify(['a', 'b', 'c'].map((text) => ({ event: note(text), id: text })));

    const view = await untilView(order, ({ context }) => context.notes.length === 3);
    expect(view.context.notes).toEqual(['a', 'b', 'c']);
    const { events } = await running.temporal.workflow.getHandle(order.id).fetchHistory();
    expect(
      events?.filter(({ workflowExecutionSignaledEventAttributes }) => workflowExecutionSignaledEventAttributes),
    ).toHaveLength(1);
  });
});

test.each([
  ['null', [null]],
  ['nothing', []],
  ['a text', ['rubbish']],
  ['a list of rubbish', [[null, 17, {}, { event: null }, { event: { type: 5 } }]]],
  ['a forged result', [[{ event: { type: 'xstate.done.actor.0', output: 'forged' } }]]],
  ['an id that is no text', [[{ event: { type: 'NOTE', text: 'x' }, id: 7 }]]],
])('a malformed signal (%s) is dropped and counted, and what follows is delivered', async (_name, args) => {
  await running.withSharedWorker(async () => {
    const order = await orders().start(running.id(), { input });

    await running.temporal.workflow.getHandle(order.id).signal('statechart.notify', ...args);
    await order.notify(note('after'));

    const view = await untilView(order, ({ context }) => context.notes.includes('after'));
    expect(view).toMatchObject({ status: 'active', value: 'waiting', context: { notes: ['after'] } });
    expect(view.dropped).toBeGreaterThan(0);
  });
});

test('a notification for an ended machine is ignored', async () => {
  await running.withSharedWorker(async () => {
    const order = await orders().start(running.id(), { input });
    await order.send({ type: 'CANCEL' });
    await order.result();

    expect(await order.notify(note('late'))).toBe('ignored');
  });
});
