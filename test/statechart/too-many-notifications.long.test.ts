import { expect, test } from '@jest/globals';
import { TooManyNotifications } from '../../src/statechart/client/index.ts';
import { lastingMachine } from '../support/statecharts/lasting.ts';
import { statecharts } from '../support/statecharts.ts';

/** Temporal's limit for one run. */
const SIGNALS = 10_000;
const AT_ONCE = 40;
const NEVER = 1_000_000;

const running = statecharts();

test('an instance whose run takes no more notifications says so, and that Temporal is there', async () => {
  const instance = await running.client(lastingMachine, 'lasting').start(running.id(), { input: { every: NEVER } });
  const notify = (value: number) => instance.notify({ type: 'EVENT', value }, { timeoutMs: 60_000 });
  for (let sent = 0; sent < SIGNALS; sent += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => notify(sent + index)));

  await expect(notify(SIGNALS)).rejects.toBeInstanceOf(TooManyNotifications);

  await running.temporal.workflow.getHandle(instance.id).terminate();
}, 600_000);
