import { expect, test } from '@jest/globals';
import { bob, lifecycle } from '../../support/lifecycle.ts';

const running = lifecycle();

async function costOf(operationId: string): Promise<{ events: number; tasks: number; timers: number }> {
  const events = await running.eventsOf(operationId);
  const count = (attributes: 'workflowTaskCompletedEventAttributes' | 'timerStartedEventAttributes') =>
    events.filter((event) => event[attributes]).length;
  return {
    events: events.length,
    tasks: count('workflowTaskCompletedEventAttributes'),
    timers: count('timerStartedEventAttributes'),
  };
}

test('an answered invitation costs at most 26 history events and 4 workflow tasks', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await simulator.answer({ callConnectionId: call });
  await api.settled(operationId);

  const cost = await costOf(operationId);

  expect(cost.events).toBeLessThanOrEqual(26);
  expect(cost.tasks).toBeLessThanOrEqual(4);
});

test('a cancelled invitation costs at most 42 history events and 7 workflow tasks', async () => {
  const { api } = running;
  const call = await running.call();
  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);
  await api.settled(operationId);

  const cost = await costOf(operationId);

  expect(cost.events).toBeLessThanOrEqual(42);
  expect(cost.tasks).toBeLessThanOrEqual(7);
  expect(cost.timers).toBeLessThanOrEqual(2);
});
