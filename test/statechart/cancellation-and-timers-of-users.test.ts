import { expect, test } from '@jest/globals';
import { InstanceCancelled, MachineFailed } from '../../src/statechart/client/index.ts';
import {
  circlingMachine,
  hoardingMachine,
  observingMachine,
  parentMachine,
  timerThrowsMachine,
  workingMachine,
} from '../support/statecharts/lasting.ts';
import { orderMachine } from '../support/statecharts/order.ts';
import { longOutageMachine } from '../support/statecharts/alarms.ts';
import { leftWaiting, untilTimerFired } from '../support/left-waiting.ts';
import { statecharts, untilView } from '../support/statecharts.ts';

const running = statecharts();
const cancel = (id: string) => running.temporal.workflow.getHandle(id).cancel();

test('a request to cancel the workflow becomes the event that the machine has for it', async () => {
  await running.withSharedWorker(async () => {
    const instance = await running.client(orderMachine, 'cancellable').start(running.id(), { input: { item: 'book' } });
    await cancel(instance.id);

    expect(await instance.result()).toEqual({ notes: [] });
    expect(await instance.view()).toMatchObject({ status: 'done', value: 'cancelled' });
  });
});

test('without such an event it stops the actor, ends the workflow as cancelled, and leaves the last view', async () => {
  await running.withSharedWorker(async () => {
    const instance = await running.client(orderMachine, 'order').start(running.id(), { input: { item: 'book' } });
    await instance.send({ type: 'NOTE', text: 'kept' });
    await cancel(instance.id);

    await expect(instance.result()).rejects.toBeInstanceOf(InstanceCancelled);
    expect(await instance.view()).toMatchObject({
      status: 'cancelled',
      value: 'waiting',
      context: { notes: ['kept'] },
    });
  });
});

test('plain promise and callback actors run in the workflow, with timers and intervals of their own', async () => {
  await running.withSharedWorker(async () => {
    const instance = await running.client(workingMachine, 'working').start(running.id());

    expect(await instance.result()).toEqual({ ticks: 3, result: 'slept' });
  });
});

test('observables and event observables of rxjs run in the workflow, with its timers', async () => {
  await running.withSharedWorker(async () => {
    const instance = await running.client(observingMachine, 'observing').start(running.id());

    expect(await instance.result()).toEqual([null, 0, 1, 2, 'VALUE0', 'VALUE1', 'VALUE2']);
  });
});

test('what a timer of a callback actor throws fails the machine, and not the workflow task', async () => {
  await running.withSharedWorker(async () => {
    const instance = await running.client(timerThrowsMachine, 'timerThrows').start(running.id());

    const failure = await instance.result({ timeoutMs: 40_000 }).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(MachineFailed);
    expect((failure as Error).message).toContain('broken in a timer');
  });
});

test('a child workflow’s result is the done event, and leaving the state cancels it', async () => {
  await running.withSharedWorker(async () => {
    const [finished, left] = await Promise.all(
      [running.id(), running.id()].map((id) => running.client(parentMachine, 'parent').start(id)),
    );
    for (const instance of [finished, left]) await untilView(instance!, ({ value }) => value === 'running');
    const children = await Promise.all([finished, left].map((instance) => childOf(instance!.id)));

    await running.client(orderMachine, 'cancellable').get(children[0]!).send({ type: 'CANCEL' });
    await left!.send({ type: 'GIVE_UP' });

    expect(await finished!.result()).toMatchObject({ output: { notes: [] } });
    expect(await left!.result()).toBeUndefined();
    expect(await running.client(orderMachine, 'cancellable').get(children[1]!).waitFor({ done: true })).toMatchObject({
      value: 'cancelled',
    });
  });
});

async function childOf(id: string): Promise<string> {
  for (;;) {
    const { events } = await running.temporal.workflow.getHandle(id).fetchHistory();
    const started = events?.find((event) => event.childWorkflowExecutionStartedEventAttributes);
    const child = started?.childWorkflowExecutionStartedEventAttributes?.workflowExecution?.workflowId;
    if (child) return child;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test.each(['ALWAYS', 'PING_PONG'] as const)(
  'a machine that goes round in circles (%s) fails once and clearly, and others go on',
  async (type) => {
    await running.withSharedWorker(async () => {
      const circling = await running.client(circlingMachine, 'circling').start(running.id());
      const other = await running.client(orderMachine, 'order').start(running.id(), { input: { item: 'book' } });

      await circling.notify({ type });
      const failure = await circling.result({ timeoutMs: 40_000 }).catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(MachineFailed);
      expect((failure as Error).message).toMatch(/loop|round in circles/);
      expect((await other.send({ type: 'CANCEL' })).status).toBe('done');
    });
  },
);

test('a machine that goes round on zero delays goes on, and can be stopped', async () => {
  await running.withSharedWorker(async () => {
    const circling = await running.client(circlingMachine, 'circling').start(running.id());
    await circling.notify({ type: 'ZERO' });
    await untilView(circling, ({ revision }) => revision > 60);

    await circling.send({ type: 'STOP' });

    expect((await circling.view()).status).toBe('done');
  });
});

test('a view that is too large to be kept is kept without its context, whether the machine ends or fails', async () => {
  await running.withSharedWorker(async () => {
    const [ending, failing] = await Promise.all(
      [running.id(), running.id()].map((id) =>
        running.client(hoardingMachine, 'hoarding').start(id, { input: { characters: 720_000 } }),
      ),
    );
    await ending!.notify({ type: 'END' });
    await failing!.notify({ type: 'FAIL' });

    await ending!.result({ timeoutMs: 40_000 });
    const failure = await failing!.result({ timeoutMs: 40_000 }).catch((error: unknown) => error);

    expect((failure as Error).message).toContain('too much');
    expect((await ending!.view()).context).toMatchObject({ leftOut: expect.stringContaining('2160') });
  });
});

test('a command is taken in the state to which a deadline led that was due before it', async () => {
  const outages = running.client(longOutageMachine, 'longOutage');
  const [outage] = await leftWaiting(running, () => outages.start(running.id()));
  await untilTimerFired(running, outage.id);
  const answer = outage.send({ type: 'SECOND_ONLY' }, { timeoutMs: 40_000 });

  await running.withWorker(async () => {
    expect((await answer).value).toBe('over');
  });
});

test('what was notified before a command is delivered before it, also in the first task', async () => {
  while (!(await isDeliveredInOrderByTheFirstTask())) continue;
});

/** Not by the first task where the command came to Temporal after the worker. */
async function isDeliveredInOrderByTheFirstTask(): Promise<boolean> {
  const order = await running.client(orderMachine, 'order').start(running.id(), { input: { item: 'book' } });
  await order.notify({ type: 'NOTE', text: 'first' });
  const answer = order.send({ type: 'NOTE', text: 'second' }, { timeoutMs: 40_000 });

  return running.withWorker(async () => {
    await answer;
    expect((await order.view()).context.notes).toEqual(['first', 'second']);
    await order.send({ type: 'CANCEL' });
    const { events = [] } = await running.history(order.id);
    const first = events?.find((event) => event.workflowTaskCompletedEventAttributes);
    const command = events?.find((event) => event.workflowExecutionUpdateAcceptedEventAttributes);
    return Number(command?.eventId) === Number(first?.eventId) + 1;
  });
}
