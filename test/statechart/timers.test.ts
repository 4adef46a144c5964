import { expect, test } from '@jest/globals';
import { leftWaiting, untilTimerFired } from '../support/left-waiting.ts';
import { alarmMachine, longOutageMachine, patientMachine } from '../support/statecharts/alarms.ts';
import { statecharts } from '../support/statecharts.ts';

const running = statecharts();

test('delayed events come in the order of their deadlines; of two with one id both come, and a cancelled one does not', async () => {
  await running.withSharedWorker(async () => {
    const alarm = await running.client(alarmMachine, 'alarm').start(running.id());

    await alarm.send({ type: 'START' });

    expect(await alarm.result()).toEqual(['0', '50', '100 first', '200 second', '300']);
  });
});

test('a view lists the timers that are pending, with their deadlines', async () => {
  await running.withSharedWorker(async () => {
    const patient = await running.client(patientMachine, 'patient').start(running.id());
    const before = Date.now();
    await patient.send({ type: 'START' });
    const after = Date.now();

    const { timers } = await patient.view();

    const delays = [60_000, 70_000, 80_000, 90_000, 100_000, 110_000];
    expect(timers.map(({ id }) => id)).toEqual(delays.map((delay) => `xstate.after.${delay}.patient.waiting`));
    for (const [index, { dueAt }] of timers.entries()) {
      expect(Date.parse(dueAt)).toBeGreaterThanOrEqual(before + delays[index]!);
      expect(Date.parse(dueAt)).toBeLessThanOrEqual(after + delays[index]!);
    }
    await patient.send({ type: 'REST' });
    expect((await patient.view()).timers).toEqual([]);
  });
});

test('a deadline that was due before a message was accepted comes first, although the worker was away for both', async () => {
  const outages = running.client(longOutageMachine, 'longOutage');
  const [outage] = await leftWaiting(running, () => outages.start(running.id()));
  await untilTimerFired(running, outage.id);

  await outage.notify({ type: 'MESSAGE' });
  const output = await running.withWorker(async () => {
    await outage.send({ type: 'SECOND_ONLY' });
    return outage.result();
  });

  expect(output).toEqual(['deadline', 'message']);
});

test('a timer that is left costs two events and no workflow task', async () => {
  await running.withSharedWorker(async () => {
    // Its timers are due in a minute: however late a command comes, it comes before them.
    const alarm = await running.client(patientMachine, 'patient').start(running.id());
    await alarm.send({ type: 'START' });
    await alarm.send({ type: 'REST' });

    const { events } = await running.temporal.workflow.getHandle(alarm.id).fetchHistory();
    const started = events?.filter(({ timerStartedEventAttributes }) => timerStartedEventAttributes).length;

    expect(started).toBeLessThanOrEqual(2);
  });
});
