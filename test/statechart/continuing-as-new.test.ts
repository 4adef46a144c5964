import { expect, test } from '@jest/globals';
import { createActor } from 'xstate';
import { lastingMachine } from '../support/statecharts/lasting.ts';
import { statecharts, untilView } from '../support/statecharts.ts';

const running = statecharts();
const lastings = () => running.client(lastingMachine, 'lasting');
const start = (every: number) => lastings().start(running.id(), { input: { every } });

test('over 20 continue-as-news under a stream of events nothing is lost, nothing comes twice, and all is as in a plain actor', async () => {
  await running.withWorker(async () => {
    // Every third event is a command, with about as many transitions before the next: most commands find a new run.
    const instance = await start(6);
    const plain = createActor(lastingMachine).start();
    const values = Array.from({ length: 120 }, (_, index) => index);

    for (const value of values) {
      const event = { type: 'EVENT', value } as const;
      plain.send(event);
      if (value % 3 === 0) await instance.send(event, { id: `event-${value}` });
      else await instance.notify(event, { id: `event-${value}` });
      if (value % 10 === 1) await instance.notify(event, { id: `event-${value}` });
    }
    plain.send({ type: 'ASK' });
    await instance.send({ type: 'ASK' });
    await untilView(instance, ({ context }) => context.told.length === 1);
    await untilView(instance, ({ context }) => context.alarms === 1);
    // Its alarm comes after any that a new run of the first would have set anew.
    const other = await start(1_000);
    await untilView(other, ({ context }) => context.alarms === 1);
    await other.send({ type: 'STOP' });
    plain.send({ type: 'STOP' });
    await instance.send({ type: 'STOP' });

    expect(await instance.result()).toEqual(plain.getSnapshot().output);
    expect((await running.histories(instance.id)).length).toBeGreaterThan(20);
  });
}, 180_000);

test('the deep history of a state, and the numbers of transitions, go on in the next run', async () => {
  await running.withSharedWorker(async () => {
    const instance = await start(2);

    for (const type of ['MOVE', 'MOVE', 'BACK', 'BACK'] as const) await instance.send({ type });
    const { value, revision, transitions } = await instance.view();

    expect(value).toEqual({ on: { right: 'deep' } });
    expect(transitions.map((transition) => transition.revision)).toEqual(
      Array.from({ length: revision }, (_, index) => index + 1),
    );
    await instance.send({ type: 'STOP' });
  });
});

test('a command that is repeated in a later run is answered alike, and carried out once', async () => {
  await running.withSharedWorker(async () => {
    const instance = await start(3);

    const first = await instance.send({ type: 'EVENT', value: 1 }, { id: 'one' });
    for (const value of [2, 3, 4, 5]) await instance.send({ type: 'EVENT', value });
    const again = await instance.send({ type: 'EVENT', value: 1 }, { id: 'one' });

    expect(again).toEqual(first);
    expect((await instance.view()).context.events).toEqual([1, 2, 3, 4, 5]);
    await instance.send({ type: 'STOP' });
  });
});

test('who waits is attached to the next run without noticing', async () => {
  await running.withSharedWorker(async () => {
    const instance = await start(3);
    const waiting = instance.waitFor({ state: 'on.right.deep' }, { timeoutMs: 40_000 });

    for (const value of [1, 2, 3, 4, 5, 6]) await instance.send({ type: 'EVENT', value });
    await instance.send({ type: 'MOVE' });
    await instance.send({ type: 'MOVE' });

    expect((await waiting).value).toEqual({ on: { right: 'deep' } });
    await instance.send({ type: 'STOP' });
  });
});

test('400 notifications at once, with a new run for every few of them, are all counted once', async () => {
  await running.withSharedWorker(async () => {
    const instance = await start(15);
    const values = Array.from({ length: 400 }, (_, index) => index);

    await Promise.all(values.map((value) => instance.notify({ type: 'EVENT', value }, { id: `${value}` })));
    const { context } = await untilView(instance, (view) => view.context.events.length >= 400, 40_000);

    expect([...context.events].sort((a, b) => a - b)).toEqual(values);
    await instance.send({ type: 'STOP' });
  });
});
