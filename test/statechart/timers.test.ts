import { expect, test } from '@jest/globals';
import { alarmMachine, outageMachine } from '../support/statecharts/alarms.ts';
import { statecharts, untilView } from '../support/statecharts.ts';

const running = statecharts();

test('delayed events come in the order of their deadlines; of two with one id both come, and a cancelled one does not', async () => {
  await running.withWorker(async () => {
    const alarm = await running.client(alarmMachine, 'alarm').start(running.id());

    await alarm.send({ type: 'START' });

    expect(await alarm.result()).toEqual(['0', '50', '100 first', '200 second', '300']);
  });
});

test('a view lists the timers that are pending, with their deadlines', async () => {
  await running.withWorker(async () => {
    const outage = await running.client(outageMachine, 'outage').start(running.id());

    const [timer, ...others] = (await outage.view()).timers;

    expect(others).toEqual([]);
    expect(timer?.id).toBe('xstate.after.1000.outage.first');
    expect(Date.parse(timer?.dueAt ?? '')).toBeGreaterThan(Date.now() - 1_000);
    await outage.result();
  });
});

test('a deadline that was due before a message was accepted comes first, although the worker was away for both', async () => {
  const outage = await running.withWorker(async () => {
    const started = await running.client(outageMachine, 'outage').start(running.id());
    await untilView(started, ({ timers }) => timers.length === 1);
    return started;
  });
  await new Promise((resolve) => setTimeout(resolve, 1_300));

  await outage.notify({ type: 'MESSAGE' });
  const output = await running.withWorker(() => outage.result());

  expect(output).toEqual(['deadline', 'message']);
});

test('a timer that is left costs two events and no workflow task', async () => {
  await running.withWorker(async () => {
    const alarm = await running.client(alarmMachine, 'alarm').start(running.id());
    await alarm.send({ type: 'START' });
    await alarm.send({ type: 'STOP' });
    await alarm.result();

    const { events } = await running.temporal.workflow.getHandle(alarm.id).fetchHistory();
    const started = events?.filter(({ timerStartedEventAttributes }) => timerStartedEventAttributes).length;

    expect(started).toBeLessThanOrEqual(2);
  });
});
