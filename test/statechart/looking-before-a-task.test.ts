import { expect, test } from '@jest/globals';
import { leftWaiting, untilTimerFired } from '../support/left-waiting.ts';
import { longOutageMachine } from '../support/statecharts/alarms.ts';
import { statecharts } from '../support/statecharts.ts';

const running = statecharts();
const start = () => running.client(longOutageMachine, 'longOutage').start(running.id());

/** Which of the two a new worker is given first is Temporal's choice: among so many it gives some of each. */
const MANY = 20;

test('a view that a new worker gives before it takes up a deadline changes nothing in what follows', async () => {
  const outages = await leftWaiting(running, start, MANY);
  // Nobody answers yet: these wait with Temporal, and were asked before there was a task.
  const looks = outages.map((outage) => outage.view({ timeoutMs: 40_000 }));
  await Promise.all(outages.map(({ id }) => untilTimerFired(running, id)));

  await running.withWorker(async () => {
    await Promise.all(looks);
    await Promise.all(outages.map((outage) => outage.send({ type: 'SECOND_ONLY' })));
    for (const outage of outages) expect(await outage.result()).toEqual(['deadline']);
  });
  for (const { id } of outages) {
    const { events = [] } = await running.history(id);
    expect(events?.filter(({ timerStartedEventAttributes }) => timerStartedEventAttributes)).toHaveLength(2);
  }
});

test('a history whose latest events no task has taken up is replayed', async () => {
  const [outage] = await leftWaiting(running, start);
  await untilTimerFired(running, outage.id);

  await running.checkReplays();
});
