import { Context } from '@temporalio/activity';
import { expect, test } from '@jest/globals';
import { heartbeatsOf } from '../support/heartbeats.ts';
import { orderMachine } from '../support/statecharts/order.ts';
import { statecharts, untilView } from '../support/statecharts.ts';

const running = statecharts();

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

test('leaving a state cancels its running activity, which notices by the heartbeats that the runtime sends for it', async () => {
  const [begun, cancelled] = [deferred<void>(), deferred<string>()];
  await running.withWorker(
    async () => {
      const order = await running.client(orderMachine, 'order').start(running.id(), { input: { item: 'book' } });
      await order.send({ type: 'PAY', amount: 5 });
      await begun.promise;

      await order.send({ type: 'CANCEL' });

      expect(await order.result()).toEqual({ notes: [] });
      expect(await cancelled.promise).toBe('cancelled');
      // The end of the machine would end it, too; it is the state that asked for it.
      const { events } = await running.history(order.id);
      expect(events?.filter((event) => event.activityTaskCancelRequestedEventAttributes)).toHaveLength(1);
    },
    {
      charge: async () => {
        begun.resolve();
        return Context.current().cancelled.catch((error: unknown) => {
          cancelled.resolve('cancelled');
          throw error;
        });
      },
    },
  );
});

test('an activity that never heartbeats itself outlives its heartbeat time-out', async () => {
  await running.withWorker(
    async () => {
      const order = await running.client(orderMachine, 'order').start(running.id(), { input: { item: 'book' } });
      await order.send({ type: 'PAY', amount: 5 });

      const view = await untilView(order, ({ value }) => value !== 'charging');

      expect(view).toMatchObject({ value: 'paid', context: { receipt: 'attempt 1' } });
    },
    {
      charge: async () => {
        const { attempt, heartbeatTimeoutMs } = Context.current().info;
        await new Promise((resolve) => setTimeout(resolve, 1.5 * heartbeatTimeoutMs!));
        return `attempt ${attempt}`;
      },
    },
  );
});

test('a heartbeat may be lost: the next comes long before the time-out', async () => {
  const [told, finished] = [deferred<number>(), deferred<string>()];
  await running.withWorker(
    async () => {
      const order = await running.client(orderMachine, 'order').start(running.id(), { input: { item: 'book' } });
      await order.send({ type: 'PAY', amount: 5 });
      const times = await heartbeatsOf(running.temporal, order.id, 4);
      finished.resolve('paid');
      await order.send({ type: 'CANCEL' });

      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      expect(Math.min(...gaps)).toBeLessThan((await told.promise) / 2);
    },
    {
      charge: () => {
        told.resolve(Context.current().info.heartbeatTimeoutMs ?? 0);
        return finished.promise;
      },
    },
  );
});

test('what an attempt told by its heartbeat is there for the next one, although the runtime heartbeats meanwhile', async () => {
  const beaten = deferred<void>();
  await running.withWorker(
    async () => {
      const order = await running.client(orderMachine, 'order').start(running.id(), { input: { item: 'book' } });
      await order.send({ type: 'PAY', amount: 5 });

      // The first one is its own.
      await heartbeatsOf(running.temporal, order.id, 2);
      beaten.resolve();
      const view = await untilView(order, ({ value }) => value !== 'charging');

      expect(view).toMatchObject({ value: 'paid', context: { receipt: 'attempt 2 knows {"step":1}' } });
    },
    {
      charge: async () => {
        const { info, heartbeat } = Context.current();
        if (info.attempt > 1) return `attempt ${info.attempt} knows ${JSON.stringify(info.heartbeatDetails)}`;
        heartbeat({ step: 1 });
        await beaten.promise;
        throw new Error('again');
      },
    },
  );
});
