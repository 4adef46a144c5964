import { expect, test } from '@jest/globals';
import { waitUpdate, type WaitRequest } from '../../src/statechart/messages.ts';
import { outageMachine, patientMachine } from '../support/statecharts/alarms.ts';
import { orderMachine } from '../support/statecharts/order.ts';
import { statecharts, untilView } from '../support/statecharts.ts';

const running = statecharts();
const input = { item: 'book' };

interface Cost {
  readonly events: number;
  readonly tasks: number;
}

async function costOf(id: string): Promise<Cost> {
  const events = await running.eventsOf(id);
  return { events: events.length, tasks: events.filter((event) => event.workflowTaskCompletedEventAttributes).length };
}

/** What something adds to a history, beside the three events of every workflow task. */
async function added(id: string, work: () => Promise<unknown>): Promise<Cost> {
  const before = await costOf(id);
  await work();
  const after = await costOf(id);
  const tasks = after.tasks - before.tasks;
  return { tasks, events: after.events - before.events - 3 * tasks };
}

test('start, one command and the end cost at most 11 events and 2 workflow tasks', async () => {
  await running.withSharedWorker(async () => {
    const order = await running.client(orderMachine, 'order').start(running.id(), { input });
    await order.view();
    await order.send({ type: 'CANCEL' });
    await order.result();

    const { events, tasks } = await costOf(order.id);
    expect(tasks).toBeLessThanOrEqual(2);
    expect(events).toBeLessThanOrEqual(11);
  });
});

test('a command costs 2 events and a task, a refused one and a view nothing, a notification that only changes the state 2 events and a task', async () => {
  await running.withSharedWorker(async () => {
    const order = await running.client(orderMachine, 'order').start(running.id(), { input });
    await order.view();

    const command = await added(order.id, () => order.send({ type: 'NOTE', text: 'a' }));
    const refused = await added(order.id, () => order.send({ type: 'SHIPPED' }).catch(() => undefined));
    const viewed = await added(order.id, () => order.view());
    const notified = await added(order.id, async () => {
      await order.notify({ type: 'NOTE', text: 'b' });
      await untilView(order, ({ context }) => context.notes.length === 2);
    });

    expect(command).toEqual({ events: 2, tasks: 1 });
    expect(refused).toEqual({ events: 0, tasks: 0 });
    expect(viewed).toEqual({ events: 0, tasks: 0 });
    expect(notified).toEqual({ events: 2, tasks: 1 });
    await order.send({ type: 'CANCEL' });
  });
});

test('an activity whose end only changes the state costs 4 events and a task beside the command that starts it', async () => {
  await running.withWorker(
    async () => {
      const order = await running.client(orderMachine, 'order').start(running.id(), { input });
      await order.view();

      const paid = await added(order.id, async () => {
        await order.send({ type: 'PAY', amount: 1 });
        await untilView(order, ({ value }) => value === 'paid');
      });

      expect(paid).toEqual({ events: 2 + 4, tasks: 2 });
      await order.send({ type: 'CANCEL' });
    },
    { charge: () => Promise.resolve('receipt') },
  );
});

test('a state with six timers that is entered and left costs two events, and no task', async () => {
  await running.withSharedWorker(async () => {
    const alarm = await running.client(patientMachine, 'patient').start(running.id());
    await alarm.view();

    const enteredAndLeft = await added(alarm.id, async () => {
      await alarm.send({ type: 'START' });
      await alarm.send({ type: 'REST' });
    });

    // The two commands cost the rest.
    expect(enteredAndLeft).toEqual({ events: 2 * 2 + 2, tasks: 2 });
  });
});

test('an end leaves the timer that is armed to end with the run, and writes nothing for it', async () => {
  await running.withSharedWorker(async () => {
    const alarm = await running.client(patientMachine, 'patient').start(running.id());
    await alarm.view();

    const ended = await added(alarm.id, async () => {
      await alarm.send({ type: 'START' });
      await alarm.send({ type: 'STOP' });
      await alarm.result();
    });

    // The timer begins, and the run ends. The two commands cost the rest.
    expect(ended).toEqual({ events: 2 * 2 + 2, tasks: 2 });
  });
});

test('a deadline that passes costs two events and a task', async () => {
  await running.withSharedWorker(async () => {
    const outage = await running.client(outageMachine, 'outage').start(running.id());
    expect(await outage.result()).toEqual(['deadline']);

    const { events, tasks } = await costOf(outage.id);

    // Two deadlines, beside the start with its task, and the end.
    expect(tasks).toBe(1 + 2 * 1);
    expect(events).toBe(1 + 2 * 2 + 1 + 3 * tasks);
  });
});

test('waiting for a revision costs 2 events, 2 for its limit and a task; one more task when it waits in vain', async () => {
  await running.withSharedWorker(async () => {
    const order = await running.client(orderMachine, 'order').start(running.id(), { input });
    const { revision } = await order.view();
    const workflow = running.temporal.workflow.getHandle(order.id);
    const wait = (holdMs: number) => {
      const args: [WaitRequest] = [{ condition: { revision: revision + 1 }, holdMs }];
      return workflow.startUpdate(waitUpdate, { args, waitForStage: 'ACCEPTED' });
    };

    const inVain = await added(order.id, async () => (await wait(100)).result());
    const reached = await added(order.id, async () => {
      const waiting = await wait(20_000);
      await order.send({ type: 'NOTE', text: 'what is waited for' });
      await waiting.result();
    });

    expect(inVain).toEqual({ events: 2 + 2, tasks: 2 });
    // The command costs two events and a task of its own.
    expect(reached).toEqual({ events: 2 + 2 + 2, tasks: 1 + 1 });
    await order.send({ type: 'CANCEL' });
  });
});
