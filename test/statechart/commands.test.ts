import { expect, test } from '@jest/globals';
import {
  AlreadySettled,
  EventRefused,
  InvalidEvent,
  MachineFailed,
  NoWorkerAnswered,
  UnknownInstance,
} from '../../src/statechart/client/index.ts';
import { refusalOf } from '../support/ask-again.ts';
import { orderMachine } from '../support/statecharts/order.ts';
import { statecharts, untilView } from '../support/statecharts.ts';

const running = statecharts();
const orders = () => running.client(orderMachine, 'order');
const input = { item: 'book' };

test('a command answers with the view after its transition, without context and log', async () => {
  await running.withWorker(
    async () => {
      const order = await orders().start(running.id(), { input });

      const answer = await order.send({ type: 'PAY', amount: 5 });

      expect(answer).toMatchObject({
        status: 'active',
        value: 'charging',
        tags: ['open'],
        summary: { item: 'book', where: 'charging' },
      });
      expect(answer).not.toHaveProperty('context');
      expect(answer).not.toHaveProperty('transitions');
      await untilView(order, ({ value }) => value === 'paid');
      await order.send({ type: 'SHIPPED' });
      expect(await order.result()).toEqual({ receipt: 'receipt for 5', notes: [] });
    },
    { charge: (amount) => Promise.resolve(`receipt for ${amount}`) },
  );
});

test('a command that the state cannot take is refused with the state and the accepted events, and leaves no history', async () => {
  await running.withSharedWorker(async () => {
    const order = await orders().start(running.id(), { input });
    await order.view();
    const before = await running.historyLength(order.id);

    const refusal = await order.send({ type: 'SHIPPED' }).catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(EventRefused);
    expect(refusal).toMatchObject({
      code: 'EVENT_REFUSED',
      state: 'waiting',
      accepts: ['CANCEL', 'GUARDED', 'NOTE', 'PAY'],
      answer: { status: 'active', value: 'waiting', revision: 1 },
    });
    expect((refusal as Error).message).toBe(
      'order does not take "SHIPPED" in the state waiting; it accepts CANCEL, GUARDED, NOTE, PAY.',
    );
    expect(await running.historyLength(order.id)).toBe(before);
  });
});

test.each([
  ['xstate.done.actor.0', { type: 'xstate.done.actor.0', output: 'forged' }],
  ['no type', { text: 'hello' }],
  ['nothing', null],
  ['a list', [{ type: 'PAY' }]],
])('an event with %s is refused as a command and leaves no history', async (_name, event) => {
  await running.withSharedWorker(async () => {
    const order = await orders().start(running.id(), { input });
    await order.view();
    const before = await running.historyLength(order.id);

    await expect(order.send(event as never)).rejects.toBeInstanceOf(InvalidEvent);

    expect(await running.historyLength(order.id)).toBe(before);
  });
});

test('a guard that throws refuses the command, leaves no history, and the machine goes on', async () => {
  await running.withSharedWorker(async () => {
    const order = await orders().start(running.id(), { input });
    await order.view();
    const before = await running.historyLength(order.id);

    const refusal = await order.send({ type: 'GUARDED' }).catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(MachineFailed);
    expect((refusal as Error).message).toContain('this guard is broken');
    expect(await running.historyLength(order.id)).toBe(before);
    expect((await order.send({ type: 'NOTE', text: 'still here' })).value).toBe('waiting');
  });
});

test('a command that is sent again under its id is answered alike and carried out once', async () => {
  await running.withSharedWorker(async () => {
    const order = await orders().start(running.id(), { input });

    const answers = [
      await order.send({ type: 'NOTE', text: 'once' }, { id: 'note-1' }),
      await order.send({ type: 'NOTE', text: 'once' }, { id: 'note-1' }),
    ];

    expect(answers[1]).toEqual(answers[0]);
    expect((await order.view()).context.notes).toEqual(['once']);
  });
});

test('a command that came as a notification before, under the same id, is answered and not carried out again', async () => {
  await running.withSharedWorker(async () => {
    const order = await orders().start(running.id(), { input });

    await order.notify({ type: 'NOTE', text: 'once' }, { id: 'note-1' });
    await order.send({ type: 'NOTE', text: 'once' }, { id: 'note-1' });
    await order.notify({ type: 'NOTE', text: 'once' }, { id: 'note-1' });
    await order.send({ type: 'NOTE', text: 'last' });

    expect((await order.view()).context.notes).toEqual(['once', 'last']);
  });
});

test('a command to an ended machine says so, with the last view, and needs no worker to', async () => {
  const id = running.id();
  await running.withWorker(async () => {
    const order = await orders().start(id, { input });
    await order.send({ type: 'CANCEL' });
    await order.result();
  });

  const refusal = await orders()
    .get(id)
    .send({ type: 'NOTE', text: 'late' })
    .catch((error: unknown) => error);

  expect(refusal).toBeInstanceOf(AlreadySettled);
  expect(refusal).toMatchObject({ view: { status: 'done', value: 'cancelled' } });
});

test('while no worker answers, a command and a view say so within their time-out, or the client’s', async () => {
  const order = await orders().start(running.id(), { input });

  const refusedCommand = await refusalOf(() => order.send({ type: 'CANCEL' }, { timeoutMs: 300 }));
  expect(refusedCommand).toBeInstanceOf(NoWorkerAnswered);
  expect(await refusalOf(() => order.view({ timeoutMs: 300 }))).toBeInstanceOf(NoWorkerAnswered);
  const impatient = running.client(orderMachine, 'order', 400).get(order.id);
  expect(await refusalOf(() => impatient.view())).toMatchObject({ message: expect.stringContaining('within 400 ms') });
  await running.withWorker(async () => {
    // Its time-out may have passed before Temporal had taken the first one in.
    await order.send({ type: 'CANCEL' }).catch((error: unknown) => {
      if (!(error instanceof AlreadySettled)) throw error;
    });
    expect(await order.result()).toEqual({ notes: [] });
  });
});

test('an instance that was never started is unknown', async () => {
  const nobody = orders().get('nobody');

  await expect(nobody.send({ type: 'CANCEL' })).rejects.toBeInstanceOf(UnknownInstance);
  await expect(nobody.notify({ type: 'CANCEL' })).rejects.toBeInstanceOf(UnknownInstance);
  await expect(nobody.view()).rejects.toBeInstanceOf(UnknownInstance);
  await expect(nobody.result()).rejects.toBeInstanceOf(UnknownInstance);
});

test('of 200 commands that are sent at once each is answered, and carried out once', async () => {
  await running.withSharedWorker(async () => {
    const order = await orders().start(running.id(), { input });
    const texts = Array.from({ length: 200 }, (_, index) => `note ${index}`);

    await Promise.all(texts.map((text) => order.send({ type: 'NOTE', text }, { timeoutMs: 40_000 })));

    const { notes } = (await order.view()).context as { readonly notes: readonly string[] };
    expect(notes.toSorted()).toEqual(texts.toSorted());
    await order.send({ type: 'CANCEL' });
  });
});
