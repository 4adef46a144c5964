import { Context } from '@temporalio/activity';
import { expect, test } from '@jest/globals';
import { StartMismatch } from '../../src/statechart/client/index.ts';
import { fingerprintOf } from '../../src/statechart/client/start-fingerprint.ts';
import { lastingMachine } from '../support/statecharts/lasting.ts';
import { orderMachine } from '../support/statecharts/order.ts';
import { statecharts } from '../support/statecharts.ts';

const running = statecharts();
const orders = () => running.client(orderMachine, 'order');
const input = { item: 'book' };

test('a second start with the same id and input attaches: it never resets, also after the end', async () => {
  await running.withSharedWorker(async () => {
    const order = await orders().start(running.id(), { input });
    await order.send({ type: 'NOTE', text: 'kept' });

    const again = await orders().start(order.id, { input });
    expect((await again.view()).context.notes).toEqual(['kept']);

    await order.send({ type: 'CANCEL' });
    expect(await order.result()).toEqual({ notes: ['kept'] });
    const afterTheEnd = await orders().start(order.id, { input });
    expect(await afterTheEnd.result()).toEqual({ notes: ['kept'] });
  });
});

test('a second start with the same id and other input is refused', async () => {
  await running.withSharedWorker(async () => {
    const order = await orders().start(running.id(), { input });

    await expect(orders().start(order.id, { input: { item: 'pen' } })).rejects.toBeInstanceOf(StartMismatch);
    expect((await order.view()).context.item).toBe('book');
  });
});

test('a start that is repeated is told from another one in a later run, too', async () => {
  await running.withSharedWorker(async () => {
    const lastings = running.client(lastingMachine, 'lasting');
    const instance = await lastings.start(running.id(), { input: { every: 2 } });
    for (const value of [1, 2, 3, 4, 5]) await instance.send({ type: 'EVENT', value });
    expect((await running.histories(instance.id)).length).toBeGreaterThan(1);

    await lastings.start(instance.id, { input: { every: 2 } });
    await lastings.startAndSend(instance.id, { input: { every: 2 } }, { type: 'EVENT', value: 6 });
    await expect(lastings.start(instance.id, { input: { every: 3 } })).rejects.toBeInstanceOf(StartMismatch);
    const other = lastings.startAndSend(instance.id, { input: { every: 3 } }, { type: 'EVENT', value: 7 });
    await expect(other).rejects.toBeInstanceOf(StartMismatch);
    await instance.send({ type: 'STOP' });
  });
});

test('who may list workflows cannot guess by what one was started with, nor by the ids of its commands', async () => {
  await running.withSharedWorker(async () => {
    const id = running.id();
    const { instance } = await orders().startAndSend(id, { input }, { type: 'NOTE', text: 'kept' });
    const { raw } = await running.temporal.workflow.getHandle(id).describe();
    const history = await running.temporal.workflow.getHandle(id).fetchHistory();
    const updateIds = (history.events ?? []).flatMap(({ workflowExecutionUpdateAcceptedEventAttributes: accepted }) =>
      accepted?.protocolInstanceId ? [accepted.protocolInstanceId] : [],
    );

    // What a start is compared by is made of its id, which is listed, and of its input.
    const guess = fingerprintOf(id, input);
    expect(Object.keys(raw.workflowExecutionInfo?.memo?.fields ?? {})).toEqual(['statechartMachine']);
    expect(updateIds).toHaveLength(1);
    expect(updateIds[0]).not.toContain(guess.slice(0, 5));
    await instance.send({ type: 'CANCEL' });
  });
});

test('an ended instance is read without a worker', async () => {
  const id = running.id();
  await running.withWorker(async () => {
    const order = await orders().start(id, { input });
    await order.send({ type: 'CANCEL' });
    await order.result();
  });

  const view = await orders().get(id).view();

  expect(view).toMatchObject({
    status: 'done',
    value: 'cancelled',
    output: { notes: [] },
    summary: { item: 'book', where: 'cancelled' },
    accepts: [],
    timers: [],
  });
});

test('every transition is told: number, time, event, from, to; and from a number on', async () => {
  await running.withWorker(
    async () => {
      const order = await orders().start(running.id(), { input });
      await order.send({ type: 'NOTE', text: 'a' });
      await order.send({ type: 'PAY', amount: 1 });
      expect((await order.view({ after: 2 })).transitions).toMatchObject([{ revision: 3, event: 'PAY' }]);
      await order.send({ type: 'CANCEL' });

      const { transitions, revision } = await order.view();

      expect(transitions).toEqual([
        { revision: 1, at: expect.any(String), event: 'xstate.init', to: 'waiting' },
        { revision: 2, at: expect.any(String), event: 'NOTE', from: 'waiting', to: 'waiting' },
        { revision: 3, at: expect.any(String), event: 'PAY', from: 'waiting', to: 'charging' },
        { revision: 4, at: expect.any(String), event: 'CANCEL', from: 'charging', to: 'cancelled' },
      ]);
      expect(revision).toBe(4);
      expect((await order.view({ after: 2 })).transitions).toEqual(transitions.slice(2));
    },
    { charge: () => Context.current().cancelled },
  );
});

test('reading a view writes no history', async () => {
  await running.withSharedWorker(async () => {
    const order = await orders().start(running.id(), { input });
    await order.view();
    const before = await running.historyLength(order.id);

    for (let times = 0; times < 20; times++) await order.view();

    expect(await running.historyLength(order.id)).toBe(before);
  });
});
