import { expect } from '@jest/globals';
import { assign, createMachine, emit, enqueueActions, log, raise, sendTo, setup } from 'xstate';
import { CONTINUE, drive } from './drive.ts';
import { feature } from './feature.ts';

const note = (text: string) => assign({ seen: ({ context }) => [...context['seen'], text] }) as never;
const seen = async (...given: Parameters<typeof drive>): Promise<unknown> =>
  (await drive(...given)).view().context.seen;

feature('`assign`, with an object and with a function', 'works', '', async () => {
  const machine = createMachine({
    context: { a: 0, b: 0 },
    on: { GO: { actions: [assign({ a: 1 }), assign(({ context }) => ({ b: context['a'] + 1 }))] } },
  });
  expect((await drive(machine, ['GO', CONTINUE])).view().context).toEqual({ a: 1, b: 2 });
});

feature('`raise`', 'works', '', async () => {
  const machine = createMachine({
    context: { seen: [] },
    on: { GO: { actions: [raise({ type: 'INNER' }), note('go')] }, INNER: { actions: note('inner') } },
  });
  expect(await seen(machine, ['GO'])).toEqual(['go', 'inner']);
});

feature('`enqueueActions`', 'works', '', async () => {
  const machine = createMachine({
    context: { seen: [] },
    on: {
      GO: {
        actions: enqueueActions(({ enqueue, check }) => {
          if (check(() => true)) enqueue(note('checked'));
          enqueue.raise({ type: 'INNER' });
        }),
      },
      INNER: { actions: note('inner') },
    },
  });
  expect(await seen(machine, ['GO'])).toEqual(['checked', 'inner']);
});

feature('named actions with `params`', 'works', '', async () => {
  const machine = setup({
    types: { context: {} as { seen: string[] } },
    actions: { note: assign({ seen: ({ context }, { text }: { text: string }) => [...context.seen, text] }) },
  }).createMachine({
    context: { seen: [] },
    on: { GO: { actions: { type: 'note', params: ({ event }) => ({ text: event.type }) } } },
  });
  expect(await seen(machine, ['GO'])).toEqual(['GO']);
});

feature('`sendTo` the machine itself', 'works', '', async () => {
  const machine = createMachine({
    context: { seen: [] },
    on: { GO: { actions: sendTo(({ self }) => self, { type: 'INNER' }) }, INNER: { actions: note('inner') } },
  });
  expect(await seen(machine, ['GO'])).toEqual(['inner']);
});

feature(
  '`emit`',
  'works',
  'Who listens is code of the workflow, such as an action that called `self.on`; nobody outside of it can. Listeners are gone after a continue-as-new.',
  async () => {
    const heard: string[] = [];
    const machine = createMachine({
      entry: ({ self }) => void self.on('*', (event) => heard.push(event.type)),
      on: { GO: { actions: emit({ type: 'told' }) } },
    });
    await drive(machine, ['GO'], { replay: false });
    expect(heard).toEqual(['told']);
  },
);

let ran = 0;

feature(
  'actions that are functions of yours',
  'works differently',
  'They run again in every replay, so they may touch nothing outside of the machine. What does belongs into an activity.',
  async () => {
    const machine = createMachine({ on: { GO: { actions: () => void ran++ } } });
    await drive(machine, ['GO']);
    expect(ran).toBe(2);
  },
);

feature(
  '`log`',
  'works differently',
  'It writes by `console.log`, which is the log of the worker in a workflow. `createActor`’s `logger` cannot be given.',
  async () => {
    const machine = createMachine({ on: { GO: { actions: log(() => 'GO was logged') } } });
    expect((await drive(machine, ['GO'])).view()).toMatchObject({ status: 'active', revision: 2 });
  },
);
