import { expect, test } from '@jest/globals';
import { patientMachine } from '../support/statecharts/alarms.ts';
import { orderMachine } from '../support/statecharts/order.ts';
import { statecharts, untilView } from '../support/statecharts.ts';

const running = statecharts();
const input = { item: 'book' };

interface Cost {
  readonly events: number;
  readonly tasks: number;
}

async function costOf(id: string): Promise<Cost> {
  const { events } = await running.temporal.workflow.getHandle(id).fetchHistory();
  const tasks = events?.filter((event) => event.workflowTaskCompletedEventAttributes).length ?? 0;
  return { events: events?.length ?? 0, tasks };
}

/** What something adds to a history, beside the three events of every workflow task. */
async function added(id: string, work: () => Promise<unknown>): Promise<Cost> {
  const before = await costOf(id);
  await work();
  const after = await costOf(id);
  const tasks = after.tasks - before.tasks;
  return { tasks, events: after.events - before.events - 3 * tasks };
}

test('start, one command and the end cost at most 10 events and 2 workflow tasks', async () => {
  await running.withWorker(async () => {
    const order = await running.client(orderMachine, 'order').start(running.id(), { input });
    await order.view();
    await order.send({ type: 'CANCEL' });
    await order.result();

    const { events, tasks } = await costOf(order.id);
    expect(tasks).toBeLessThanOrEqual(2);
    expect(events).toBeLessThanOrEqual(10);
  });
});

test('a command costs 2 events and a task, a refused one nothing, a notification 1 event and a task', async () => {
  await running.withWorker(async () => {
    const order = await running.client(orderMachine, 'order').start(running.id(), { input });
    await order.view();

    const command = await added(order.id, () => order.send({ type: 'NOTE', text: 'a' }));
    const refused = await added(order.id, () => order.send({ type: 'SHIPPED' }).catch(() => undefined));
    const notified = await added(order.id, async () => {
      await order.notify({ type: 'NOTE', text: 'b' });
      await untilView(order, ({ context }) => context.notes.length === 2);
    });

    expect(command).toEqual({ events: 2, tasks: 1 });
    expect(refused).toEqual({ events: 0, tasks: 0 });
    expect(notified).toEqual({ events: 1, tasks: 1 });
    await order.send({ type: 'CANCEL' });
  });
});

test('an activity costs 3 events and a task beside the command that starts it', async () => {
  await running.withWorker(
    async () => {
      const order = await running.client(orderMachine, 'order').start(running.id(), { input });
      await order.view();

      const paid = await added(order.id, async () => {
        await order.send({ type: 'PAY', amount: 1 });
        await untilView(order, ({ value }) => value === 'paid');
      });

      expect(paid).toEqual({ events: 2 + 3, tasks: 2 });
      await order.send({ type: 'CANCEL' });
    },
    { charge: () => Promise.resolve('receipt') },
  );
});

test('a state with six timers that is entered and left costs at most two events, and no task of its own', async () => {
  await running.withWorker(async () => {
    const alarm = await running.client(patientMachine, 'patient').start(running.id());
    await alarm.view();
    await alarm.send({ type: 'START' });

    const left = await added(alarm.id, () => alarm.send({ type: 'STOP' }));

    // The command itself, and the end of the workflow.
    expect(left.events).toBeLessThanOrEqual(2 + 1 + 2);
    expect(left.tasks).toBeLessThanOrEqual(2);
  });
});
