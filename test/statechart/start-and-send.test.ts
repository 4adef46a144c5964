import { expect, test } from '@jest/globals';
import { AlreadySettled, EventRefused, NoWorkerAnswered, StartMismatch } from '../../src/statechart/client/index.ts';
import { refusalOf } from '../support/ask-again.ts';
import { lastingMachine } from '../support/statecharts/lasting.ts';
import { orderMachine } from '../support/statecharts/order.ts';
import { statecharts } from '../support/statecharts.ts';

const running = statecharts();
const orders = () => running.client(orderMachine, 'order');
const input = { item: 'book' };
const note = (text: string) => ({ type: 'NOTE', text }) as const;

/** The kinds of the events of a history, in their order. */
async function kindsOf(id: string): Promise<string[]> {
  return (await running.eventsOf(id)).flatMap((event) =>
    Object.keys(event)
      .filter((key) => key.endsWith('EventAttributes'))
      .map((key) => key.slice(0, -'EventAttributes'.length)),
  );
}

test('starts and sends in one round trip, and answers with the state after the event', async () => {
  await running.withSharedWorker(async () => {
    const id = running.id();

    const { instance, answer } = await orders().startAndSend(id, { input }, { type: 'CANCEL' });

    expect(answer).toMatchObject({ status: 'done', value: 'cancelled', revision: 2 });
    expect(await instance.result()).toEqual({ notes: [] });
    expect(await kindsOf(id)).toEqual([
      'workflowExecutionStarted',
      'workflowTaskScheduled',
      'workflowTaskStarted',
      'workflowTaskCompleted',
      'workflowExecutionUpdateAccepted',
      'workflowExecutionUpdateCompleted',
      'workflowExecutionCompleted',
    ]);
  });
});

test('the answer may be held until a state, a tag or the end', async () => {
  await running.withWorker(
    async () => {
      const until = { tag: 'paid' };
      const pay = { type: 'PAY', amount: 5 } as const;

      const { instance, answer } = await orders().startAndSend(running.id(), { input }, pay, { until });

      expect(answer).toMatchObject({ value: 'paid', tags: ['paid'] });
      await instance.send({ type: 'SHIPPED' });
    },
    { charge: (amount) => Promise.resolve(`receipt for ${amount}`) },
  );
});

test('a second call with the same input attaches and sends, and a repeated one is answered alike', async () => {
  await running.withSharedWorker(async () => {
    const id = running.id();
    const first = await orders().startAndSend(id, { input }, note('first'), { id: 'note-1' });
    const before = await running.historyLength(id);

    const again = await orders().startAndSend(id, { input }, note('first'), { id: 'note-1' });
    expect(again.answer).toEqual(first.answer);
    expect(await running.historyLength(id)).toBe(before);

    await orders().startAndSend(id, { input }, note('second'));
    // Under the same id, a plain command is the same one too.
    await first.instance.send(note('first'), { id: 'note-1' });

    expect((await first.instance.view()).context.notes).toEqual(['first', 'second']);
    await first.instance.send({ type: 'CANCEL' });
  });
});

test('an instance that was started with other input is left as it is, at no cost in history', async () => {
  await running.withSharedWorker(async () => {
    const id = running.id();
    const { instance } = await orders().startAndSend(id, { input }, note('kept'), { id: 'note-1' });
    const before = await running.historyLength(id);
    const other = { input: { item: 'pen' } };

    await expect(orders().startAndSend(id, other, note('lost'))).rejects.toBeInstanceOf(StartMismatch);
    // A server would answer a command id that it knows by itself.
    await expect(orders().startAndSend(id, other, note('lost'), { id: 'note-1' })).rejects.toThrow('with other input');
    await expect(orders().startAndSend(id, other, { type: 'CANCEL' })).rejects.toBeInstanceOf(StartMismatch);

    expect(await running.historyLength(id)).toBe(before);
    expect(await instance.view()).toMatchObject({ value: 'waiting', context: { item: 'book', notes: ['kept'] } });
    await instance.send({ type: 'CANCEL' });
  });
});

test('an id that another workflow has is refused, whether it runs a statechart or not', async () => {
  await running.withSharedWorker(async () => {
    const [child, foreign] = [running.id(), running.id()];
    const cancellable = await running.client(orderMachine, 'cancellable').start(child, { input });
    const { workflow } = running.temporal;
    await workflow.start('waitsForCancellation', { workflowId: foreign, taskQueue: running.taskQueue });

    const onChild = orders().startAndSend(child, { input }, note('lost'));
    const onForeign = orders().startAndSend(foreign, { input }, note('lost'));

    await expect(onChild).rejects.toThrow('as the workflow cancellable, not order');
    await expect(onForeign).rejects.toThrow('as the workflow waitsForCancellation, not order');
    await expect(onForeign).rejects.toBeInstanceOf(StartMismatch);
    await cancellable.send({ type: 'CANCEL' });
    await workflow.getHandle(foreign).cancel();
  });
});

test('of two calls at once one starts and the other attaches: both are carried out, by one instance', async () => {
  await running.withSharedWorker(async () => {
    const id = running.id();

    const both = await Promise.all(['a', 'b'].map((text) => orders().startAndSend(id, { input }, note(text))));

    expect(both.map(({ answer }) => answer.revision).sort((a, b) => a - b)).toEqual([2, 3]);
    const { context } = await both[0]!.instance.view();
    expect([...context.notes].sort()).toEqual(['a', 'b']);
    const { count } = await untilCounted(id);
    expect(count).toBe(1);
    await both[0]!.instance.send({ type: 'CANCEL' });
  });
});

async function untilCounted(id: string): Promise<{ count: number }> {
  const query = `WorkflowId = '${id}'`;
  await running.untilListed(query, 1);
  return running.temporal.workflow.count(query);
}

test('an event that the first state does not take is refused, and the instance is started nevertheless', async () => {
  await running.withSharedWorker(async () => {
    const id = running.id();

    await expect(orders().startAndSend(id, { input }, { type: 'SHIPPED' })).rejects.toBeInstanceOf(EventRefused);

    expect(await orders().get(id).view()).toMatchObject({ status: 'active', value: 'waiting', revision: 1 });
    await orders().get(id).send({ type: 'CANCEL' });
  });
});

test('an ended instance says so with its last view, and one that was started otherwise says that', async () => {
  const id = running.id();
  await running.withWorker(() => orders().startAndSend(id, { input }, { type: 'CANCEL' }, { until: { done: true } }));

  const late = await orders()
    .startAndSend(id, { input }, note('late'))
    .catch((error: unknown) => error);

  expect(late).toBeInstanceOf(AlreadySettled);
  expect(late).toMatchObject({ view: { status: 'done', value: 'cancelled' } });
  const other = orders().startAndSend(id, { input: { item: 'pen' } }, note('late'));
  await expect(other).rejects.toBeInstanceOf(StartMismatch);
});

test('while no worker answers it says so within its time-out, and a repeated call is carried out once', async () => {
  const id = running.id();

  const ask = () => orders().startAndSend(id, { input }, note('once'), { id: 'note-1', timeoutMs: 500 });
  expect(await refusalOf(ask)).toBeInstanceOf(NoWorkerAnswered);

  await running.withWorker(async () => {
    const { instance } = await orders().startAndSend(id, { input }, note('once'), { id: 'note-1' });
    expect((await instance.view()).context.notes).toEqual(['once']);
    await instance.send({ type: 'CANCEL' });
  });
});

test('a later run still knows with which input the first one was started', async () => {
  await running.withSharedWorker(async () => {
    const lastings = running.client(lastingMachine, 'lasting');
    const start = { input: { every: 2 } };
    const id = running.id();
    for (const value of [1, 2, 3, 4, 5]) await lastings.startAndSend(id, start, { type: 'EVENT', value });

    const other = lastings.startAndSend(id, { input: { every: 3 } }, { type: 'STOP' });

    await expect(other).rejects.toBeInstanceOf(StartMismatch);
    const { raw } = await running.temporal.workflow.getHandle(id).describe();
    expect(raw.workflowExecutionInfo?.firstRunId).not.toBe(raw.workflowExecutionInfo?.execution?.runId);
    await lastings.get(id).send({ type: 'STOP' });
    expect(await lastings.get(id).result()).toMatchObject({ events: [1, 2, 3, 4, 5] });
  });
});
