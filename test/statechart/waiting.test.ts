import { expect, test } from '@jest/globals';
import { NeverReached, WaitTimedOut } from '../../src/statechart/client/index.ts';
import { orderMachine } from '../support/statecharts/order.ts';
import { statecharts, untilView } from '../support/statecharts.ts';

const running = statecharts();
const orders = () => running.client(orderMachine, 'order');
const input = { item: 'book' };
const charge = (amount: number) => Promise.resolve(`receipt for ${amount}`);

test('a wait ends when the state, the tag or the revision is reached, or the end', async () => {
  await running.withWorker(
    async () => {
      const order = await orders().start(running.id(), { input });
      const end = order.waitFor({ done: true });
      const waits = Promise.all([
        order.waitFor({ state: 'paid' }),
        order.waitFor({ tag: 'paid' }),
        order.waitFor({ revision: 3 }),
      ]);

      await order.send({ type: 'PAY', amount: 5 });
      expect((await waits).map(({ value }) => value)).toEqual(['paid', 'paid', 'paid']);
      await order.send({ type: 'SHIPPED' });
      expect((await end).value).toBe('shipped');
    },
    { charge },
  );
});

test('what holds already is answered without history, and so is the end', async () => {
  await running.withSharedWorker(async () => {
    const order = await orders().start(running.id(), { input });
    await order.view();
    const before = await running.historyLength(order.id);

    await order.waitFor({ state: 'waiting' });
    await order.waitFor({ revision: 1 });
    const end = order.waitFor({ done: true });

    expect(await running.historyLength(order.id)).toBe(before);
    await order.send({ type: 'CANCEL' });
    expect(await end).toMatchObject({ status: 'done', value: 'cancelled' });
  });
});

test('a wait that is in vain ends with its time-out, or with the end of the machine', async () => {
  await running.withSharedWorker(async () => {
    const order = await orders().start(running.id(), { input });

    await untilView(order, () => true);
    await expect(order.waitFor({ tag: 'paid' }, { timeoutMs: 5_000 })).rejects.toBeInstanceOf(WaitTimedOut);
    await expect(order.waitFor({ done: true }, { timeoutMs: 1_000 })).rejects.toBeInstanceOf(WaitTimedOut);
    // The wait may reject before the command is answered.
    await Promise.all([
      expect(order.waitFor({ tag: 'paid' })).rejects.toBeInstanceOf(NeverReached),
      order.send({ type: 'CANCEL' }),
    ]);
  });
});

test('a command holds its answer until a state, a tag, a revision or the end', async () => {
  await running.withWorker(
    async () => {
      const order = await orders().start(running.id(), { input });

      const answer = await order.send({ type: 'PAY', amount: 5 }, { until: { tag: 'paid' } });

      expect(answer).toMatchObject({ value: 'paid', tags: ['paid'] });
      const note = { type: 'NOTE', text: 'paid at last' } as const;
      expect(await order.send(note, { until: { state: 'paid' } })).toMatchObject({ revision: 4 });
      expect(await order.send(note, { until: { revision: 5 } })).toMatchObject({ value: 'paid' });
      await order.send({ type: 'SHIPPED' }, { until: { done: true } });
    },
    { charge },
  );
});

/** How long each of five commands takes. */
async function durationsOfNotes(order: Awaited<ReturnType<ReturnType<typeof orders>['start']>>): Promise<number[]> {
  const tookMs: number[] = [];
  for (const text of ['still', 'answering', 'while', 'they', 'wait']) {
    const sentAt = performance.now();
    await order.send({ type: 'NOTE', text });
    tookMs.push(performance.now() - sentAt);
  }
  return tookMs;
}

async function heldAnswersOf(id: string): Promise<number> {
  return (await running.eventsOf(id)).filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes).length;
}

test('while 50 callers wait, a command is answered before them, at most a second later than when nobody waits', async () => {
  await running.withWorker(async () => {
    const other = await orders().start(running.id(), { input });
    const before = await durationsOfNotes(other);
    const order = await orders().start(running.id(), { input });
    let answered = 0;
    const waits = Array.from({ length: 50 }, async () => {
      const view = await order.waitFor({ state: 'cancelled' }, { timeoutMs: 90_000 });
      answered += 1;
      return view;
    });
    // As many answers as may be are held back: the other waits look time and again.
    while ((await heldAnswersOf(order.id)) < 4) await new Promise((resolve) => setTimeout(resolve, 50));

    const meanwhile = await durationsOfNotes(order);
    expect(answered).toBe(0);
    await order.send({ type: 'CANCEL' });
    const after = await durationsOfNotes(other);

    // What the waits cost, they cost every command; what a busy machine costs, it costs also those before and after.
    expect(Math.min(...meanwhile)).toBeLessThan(Math.max(...before, ...after) + 1_000);
    expect((await Promise.all(waits)).every(({ value }) => value === 'cancelled')).toBe(true);
    await other.send({ type: 'CANCEL' });
  });
}, 120_000);
