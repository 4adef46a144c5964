import type { AnyStateMachine } from 'xstate';
import type { StatechartInstance } from '../../src/statechart/client/index.ts';
import { untilView, type Statecharts } from './statecharts.ts';

async function hasFired(running: Statecharts, id: string): Promise<boolean> {
  const { events } = await running.history(id);
  return events?.some(({ timerFiredEventAttributes }) => timerFiredEventAttributes) ?? false;
}

/** Instances that wait for a deadline, and no worker is there any more: those that had theirs before are left out. */
export async function leftWaiting<TMachine extends AnyStateMachine>(
  running: Statecharts,
  start: () => Promise<StatechartInstance<TMachine>>,
  many = 1,
): Promise<[StatechartInstance<TMachine>, ...StatechartInstance<TMachine>[]]> {
  for (;;) {
    const started = await running.withWorker(async () => {
      const instances = await Promise.all(Array.from({ length: many }, start));
      await Promise.all(instances.map((instance) => untilView(instance, ({ timers }) => timers.length === 1)));
      return instances;
    });
    const fired = await Promise.all(started.map(({ id }) => hasFired(running, id)));
    const [first, ...others] = started.filter((_, index) => !fired[index]);
    if (first !== undefined) return [first, ...others];
  }
}

export async function untilTimerFired(running: Statecharts, id: string): Promise<void> {
  while (!(await hasFired(running, id))) await new Promise((resolve) => setTimeout(resolve, 50));
}
