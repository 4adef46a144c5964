import { expect, test } from '@jest/globals';
import { TooManyNotifications } from '../../src/statechart/client/index.ts';
import { lastingMachine } from '../support/statecharts/lasting.ts';
import { statecharts, untilView } from '../support/statecharts.ts';

/** Temporal's limit for one run. */
const SIGNALS = 10_000;
const AT_ONCE = 40;
const NEVER = 1_000_000;

const running = statecharts();

test('an instance that can take no more notifications says so, and takes them once a worker has gone on', async () => {
  const instance = await running.client(lastingMachine, 'lasting').start(running.id(), { input: { every: NEVER } });
  const notify = (value: number) => instance.notify({ type: 'EVENT', value }, { timeoutMs: 60_000 });
  for (let sent = 0; sent < SIGNALS; sent += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => notify(sent + index)));

  await expect(notify(SIGNALS)).rejects.toBeInstanceOf(TooManyNotifications);

  await running.withWorker(async () => {
    const seen = await untilView(instance, ({ context }) => context.events.length === SIGNALS);
    expect(seen.context.events).toHaveLength(SIGNALS);
    await expect(notify(SIGNALS)).resolves.toBe('accepted');
    await untilView(instance, ({ context }) => context.events.length === SIGNALS + 1);
    await instance.send({ type: 'STOP' });
  });
}, 600_000);
