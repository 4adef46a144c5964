import { expect } from '@jest/globals';
import { assign, createMachine, enqueueActions, forwardTo, sendParent, sendTo, spawnChild, stopChild } from 'xstate';
import { CONTINUE, drive } from './drive.ts';
import { feature } from './feature.ts';

const note = assign({ seen: ({ context, event }) => [...context['seen'], event.type] }) as never;
const seen = async (...given: Parameters<typeof drive>): Promise<unknown> =>
  (await drive(...given)).view().context.seen;

/** Counts, tells its parent when it is asked, and ends. */
const child = createMachine({
  context: { counted: 0 },
  initial: 'counting',
  output: ({ context }) => context['counted'],
  states: {
    counting: {
      on: {
        COUNT: { actions: assign({ counted: ({ context }) => context['counted'] + 1 }) },
        ASK: { actions: sendParent(({ context }) => ({ type: `COUNTED ${context['counted']}` })) },
        END: 'over',
      },
    },
    over: { type: 'final' },
  },
});
const actors = { child };
const toChild = (type: string) => sendTo('child', { type }) as never;

feature('an invoked machine, its done event and its output', 'works', '', async () => {
  const machine = createMachine(
    {
      context: { output: undefined },
      initial: 'running',
      states: {
        running: {
          invoke: {
            src: 'child',
            id: 'child',
            onDone: { target: 'over', actions: assign({ output: ({ event }) => event.output }) as never },
          },
          on: { COUNT: { actions: toChild('COUNT') }, END: { actions: toChild('END') } },
        },
        over: {},
      },
    },
    { actors },
  );
  const over = await drive(machine, ['COUNT', CONTINUE, 'COUNT', 'END']);
  expect(over.view()).toMatchObject({ value: 'over', context: { output: 2 } });
});

const spawning = (entry: unknown) =>
  createMachine(
    {
      context: { seen: [], ref: undefined },
      entry: entry as never,
      on: {
        COUNT: { actions: toChild('COUNT') },
        ASK: { actions: toChild('ASK') },
        STOP: { actions: stopChild('child') },
        '*': { actions: note },
      },
    },
    { actors },
  );

feature('`spawnChild`', 'works', 'By a name of `setup({ actors })`.', async () => {
  const machine = spawning(spawnChild('child', { id: 'child' }));
  expect(await seen(machine, ['COUNT', CONTINUE, 'COUNT', 'ASK'])).toEqual(['COUNTED 2']);
});

feature(
  '`spawn` in `assign` and in a context',
  'works',
  'By a name. The actor in the context is the same one after a continue-as-new; one that had ended takes events and ignores them, and its last snapshot is not kept.',
  async () => {
    const inAssign = spawning(assign({ ref: ({ spawn }) => spawn('child', { id: 'child' }) }));
    const inContext = createMachine(
      {
        context: ({ spawn }) => ({ seen: [], ref: spawn('child', { id: 'child' }) }),
        on: {
          COUNT: { actions: sendTo(({ context }) => context.ref, { type: 'COUNT' }) },
          ASK: { actions: sendTo(({ context }) => context.ref, { type: 'ASK' }) },
          '*': { actions: note },
        },
      },
      { actors },
    );
    for (const machine of [inAssign, inContext]) {
      expect(await seen(machine, ['COUNT', CONTINUE, 'COUNT', CONTINUE, 'ASK'])).toEqual(['COUNTED 2']);
    }
  },
);

feature('`stopChild`', 'works', '', async () => {
  const stopped = await drive(spawning(spawnChild('child', { id: 'child' })), [CONTINUE, 'STOP', CONTINUE]);
  expect(stopped.view().status).toBe('active');
  await stopped.notify({ type: 'ASK' });
  expect(stopped.view().error?.message).toContain("Unable to send event to actor 'child'");
});

feature('`sendParent`', 'works', '', async () => {
  const machine = spawning(spawnChild('child', { id: 'child' }));
  expect(await seen(machine, [CONTINUE, 'ASK'])).toEqual(['COUNTED 0']);
});

feature('`forwardTo`', 'works', '', async () => {
  const machine = createMachine(
    {
      context: { seen: [] },
      invoke: { src: 'child', id: 'child' },
      on: { ASK: { actions: forwardTo('child') }, '*': { actions: note } },
    },
    { actors },
  );
  expect(await seen(machine, [CONTINUE, 'ASK'])).toEqual(['COUNTED 0']);
});

feature('`system.get`, `system.getAll` and `systemId`', 'works', '', async () => {
  const machine = createMachine(
    {
      context: { seen: [], names: [] },
      invoke: { src: 'child', systemId: 'the counter' },
      on: {
        ASK: { actions: sendTo(({ system }) => system.get('the counter'), { type: 'ASK' }) },
        NAMES: { actions: assign({ names: ({ system }) => Object.keys(system.getAll()) }) as never },
        '*': { actions: note },
      },
    },
    { actors },
  );
  const named = await drive(machine, [CONTINUE, 'ASK', 'NAMES']);
  expect(named.view().context).toEqual({ seen: ['COUNTED 0'], names: ['the counter'] });
});

feature('equal ids of children of different parents', 'works', 'Actors are known by their whole path.', async () => {
  const parent = createMachine(
    {
      invoke: { src: 'child', id: 'child' },
      on: {
        COUNT: { actions: toChild('COUNT') },
        ASK: { actions: toChild('ASK') },
        '*': { actions: sendParent(({ event }) => event) },
      },
    },
    { actors },
  );
  const machine = createMachine(
    {
      context: { seen: [] },
      invoke: [
        { src: 'parent', id: 'one' },
        { src: 'parent', id: 'two' },
      ],
      on: {
        COUNT: { actions: sendTo('one', { type: 'COUNT' }) },
        ASK: { actions: [sendTo('one', { type: 'ASK' }), sendTo('two', { type: 'ASK' })] },
        '*': { actions: note },
      },
    },
    { actors: { parent } },
  );
  expect(await seen(machine, ['COUNT', CONTINUE, 'COUNT', CONTINUE, 'ASK'])).toEqual(['COUNTED 2', 'COUNTED 0']);
});

feature('a reference to the parent in the context of a child', 'works', '', async () => {
  const asked = createMachine({
    context: ({ input }) => ({ parent: (input as { parent: unknown }).parent }),
    on: { ASK: { actions: sendTo(({ context }) => context['parent'], { type: 'ANSWER' }) } },
  });
  const machine = createMachine(
    {
      context: { seen: [] },
      invoke: { src: 'child', id: 'child', input: ({ self }) => ({ parent: self }) },
      on: { ASK: { actions: toChild('ASK') }, '*': { actions: note } },
    },
    { actors: { child: asked } },
  );
  expect(await seen(machine, [CONTINUE, 'ASK'])).toEqual(['ANSWER']);
});

feature('timers of children', 'works', '', async () => {
  const telling = createMachine({ after: { 100: { actions: sendParent({ type: 'LATER' }) } } });
  const machine = createMachine(
    { context: { seen: [] }, invoke: { src: 'child' }, on: { '*': { actions: note } } },
    { actors: { child: telling } },
  );
  expect(await seen(machine, [99, CONTINUE, 1])).toEqual(['LATER']);
});

feature('`onSnapshot`', 'works', '', async () => {
  const machine = createMachine(
    {
      context: { last: undefined },
      invoke: {
        src: 'child',
        id: 'child',
        onSnapshot: {
          actions: assign({ last: ({ event }) => (event.snapshot as { context: unknown }).context }) as never,
        },
      },
      on: { COUNT: { actions: toChild('COUNT') } },
    },
    { actors },
  );
  expect((await drive(machine, ['COUNT', CONTINUE, 'COUNT'])).view().context).toEqual({ last: { counted: 2 } });
});

feature(
  'an actor that is spawned from inline logic',
  'does not work',
  'The next run could not find its logic. It is refused when it is spawned: name it in `setup({ actors })`.',
  async () => {
    const machine = createMachine({ context: ({ spawn }) => ({ ref: spawn(child, { id: 'inline' }) }) });
    const refused = await drive(machine, []);
    expect(() => refused.result()).toThrow('the actor "inline" is spawned from inline logic');
  },
);

feature(
  'a second child under the id of one that lives',
  'does not work',
  'XState would keep both, one of them out of reach. It is refused when it is spawned.',
  async () => {
    const twice = enqueueActions(({ enqueue }) => {
      enqueue.spawnChild('child' as never, { id: 'child' });
      enqueue.spawnChild('child' as never, { id: 'child' });
    });
    const refused = await drive(spawning(twice), []);
    expect(() => refused.result()).toThrow('a second actor was spawned under the id "child" while the first lives');
  },
);
