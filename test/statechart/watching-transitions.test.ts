import { expect, test } from '@jest/globals';
import { lossIn } from '../support/lost-tasks.ts';
import { stillMachine } from '../support/statecharts/lasting.ts';
import { statecharts } from '../support/statecharts.ts';

const running = statecharts();

interface Told {
  readonly revision: number;
  readonly before: unknown;
  readonly now: unknown;
}

/** A task that is lost is done again, with all that it tells. */
async function hasLostTasks(id: string): Promise<boolean> {
  return (await running.histories(id)).flatMap((history) => history.events ?? []).some(lossIn);
}

const onceEach = (told: Told[]) =>
  told.filter(({ revision }, index) => told.findIndex((other) => other.revision === revision) === index);

/** Runs a worker that replays with every task, and gives what it was told of instances that do three steps. */
async function toldOfThreeSteps(every: number): Promise<{ told: Told[]; transitions: number; started: unknown }> {
  const told: Told[] = [];
  const sinks = {
    watcher: {
      told: {
        fn: (_: unknown, revision: number, before: unknown, now: unknown) => void told.push({ revision, before, now }),
        callDuringReplay: false,
      },
    },
  };
  const worker = await running.createWorker({}, { sinks, maxCachedWorkflows: 0 });
  return worker.runUntil(async () => {
    const instance = await running.client(stillMachine, 'watched').start(running.id(), { input: { every } });
    const { value } = await instance.view();
    for (const type of ['MOVE', 'BACK', 'STOP'] as const) await instance.send({ type });
    await instance.result();
    const transitions = (await instance.view()).revision;
    return { told: (await hasLostTasks(instance.id)) ? onceEach(told) : told, transitions, started: value };
  });
}

test.each([
  ['of one run', 1_000],
  ['whose every run ends after two', 2],
])('who watches is told of each transition once, while every task is a replay: %s', async (_, every) => {
  const { told, transitions, started } = await toldOfThreeSteps(every);

  expect(told.map(({ revision }) => revision)).toEqual(Array.from({ length: transitions }, (__, index) => index + 1));
  const [first, ...later] = told;
  expect(first?.before).toBeUndefined();
  expect(later.map(({ before }) => before)).toEqual(told.slice(0, -1).map(({ now }) => now));
  expect(told.map(({ now }) => now)).toContainEqual(started);
  expect(told.at(-1)?.now).toBe('over');
});

test('what a watcher throws changes nothing', async () => {
  await running.withSharedWorker(async () => {
    const instance = await running.client(stillMachine, 'badlyWatched').start(running.id(), {});
    await instance.send({ type: 'MOVE' });
    await instance.send({ type: 'STOP' });

    expect(await instance.result()).toMatchObject({ told: [], alarms: 0 });
    expect((await instance.view()).status).toBe('done');
  });
});
