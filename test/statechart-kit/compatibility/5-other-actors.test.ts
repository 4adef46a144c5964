import { expect } from '@jest/globals';
import { interval, map, of, take } from 'rxjs';
import {
  assign,
  createMachine,
  fromCallback,
  fromEventObservable,
  fromObservable,
  fromPromise,
  fromTransition,
  sendTo,
} from 'xstate';
import { CONTINUE, drive } from './drive.ts';
import { feature } from './feature.ts';

const note = assign({ seen: ({ context, event }) => [...context['seen'], event['value'] ?? event.type] }) as never;
const keepOutput = assign({ output: ({ event }) => event['output'] as unknown }) as never;
const keepError = assign({ error: ({ event }) => (event['error'] as Error).message }) as never;
const contextAfter = async (...given: Parameters<typeof drive>): Promise<unknown> =>
  (await drive(...given)).view().context;

const invoking = (actor: unknown, more: object = {}) =>
  createMachine(
    {
      context: { seen: [] },
      initial: 'on',
      states: {
        on: {
          invoke: { src: 'actor', id: 'actor', onDone: { actions: keepOutput }, onError: { actions: keepError } },
          on: { LEAVE: 'off' },
        },
        off: {},
      },
      on: { '*': { actions: note } },
      ...more,
    },
    { actors: { actor } as never },
  );

const faked = fromPromise(() => Promise.reject(new Error('provided by the workflow')));

feature(
  'activities (`activityActor`) as promise actors',
  'works',
  'Started once, whatever is replayed; leaving the state cancels the activity.',
  async () => {
    let calls = 0;
    const called = await drive(invoking(faked), [CONTINUE, 'A'], { actors: { actor: () => ++calls } });
    expect(called.view().context).toMatchObject({ output: 1 });
    expect(calls).toBe(1);
  },
);

feature(
  '`onError` of an activity',
  'works',
  'It gets an `Error` with the `type`, `message` and `details` of the failure.',
  async () => {
    const fail = () => Promise.reject(new Error('declined'));
    expect(await contextAfter(invoking(faked), [CONTINUE], { actors: { actor: fail } })).toMatchObject({
      error: 'declined',
    });
  },
);

feature(
  '`fromPromise` with a function of yours',
  'works differently',
  'It is code of the workflow and runs again in every replay: no I/O. While it runs the machine is not continued as new, unless `onContinueAsNew: "restart"` is declared, which starts it again.',
  async () => {
    const waiting = fromPromise(
      ({ input }) =>
        new Promise((resolve) => {
          setTimeout(() => resolve(input), 50);
        }),
    );
    const machine = createMachine(
      { context: {}, invoke: { src: 'actor', id: 'actor', input: 'given', onDone: { actions: keepOutput } } },
      { actors: { actor: waiting } },
    );
    const running = await drive(machine, [49]);
    await expect(running.continueAsNew()).rejects.toThrow('the actor actor is running');
    await running.continueAsNew({ restart: true });
    await running.advance(49);
    expect(running.view().context).toEqual({});
    await running.advance(1);
    expect(running.view().context).toEqual({ output: 'given' });
  },
);

feature(
  '`fromCallback`',
  'works differently',
  '`receive`, `sendBack` at any time, cleaning up. As with promises of yours: it is code of the workflow, and as long as it lives there is no continue-as-new without `onContinueAsNew: "restart"`.',
  async () => {
    const actor = fromCallback(({ sendBack, receive }) => {
      const ticking = setInterval(() => sendBack({ type: 'TICK' }), 20);
      receive(() => setTimeout(() => sendBack({ type: 'ECHO' }), 5));
      return () => clearInterval(ticking);
    });
    const machine = invoking(actor, {
      on: { ASK: { actions: sendTo('actor', { type: 'ASK' }) }, '*': { actions: note } },
    });
    const running = await drive(machine, ['ASK', 45]);
    await expect(running.continueAsNew()).rejects.toThrow('the actor actor is running');
    await running.notify({ type: 'LEAVE' });
    await running.continueAsNew();
    await running.advance(100);
    expect(running.view().context).toEqual({ seen: ['ECHO', 'TICK', 'TICK'] });
  },
);

feature(
  '`fromObservable`',
  'works differently',
  'rxjs with its timers works. Code of the workflow, as a callback.',
  async () => {
    const actor = fromObservable(() => interval(10).pipe(take(3)));
    const machine = createMachine(
      {
        context: { seen: [] },
        invoke: {
          src: 'actor',
          onSnapshot: {
            actions: assign({ seen: ({ context, event }) => [...context['seen'], event.snapshot.context] }) as never,
          },
          onDone: { actions: assign({ isDone: true }) as never },
        },
      },
      { actors: { actor } },
    );
    expect(await contextAfter(machine, [35])).toEqual({ seen: [undefined, 0, 1, 2], isDone: true });
  },
);

feature('`fromEventObservable`', 'works differently', 'As `fromObservable`.', async () => {
  const actor = fromEventObservable(() =>
    interval(10).pipe(
      take(2),
      map((value) => ({ type: 'VALUE', value })),
    ),
  );
  expect(await contextAfter(invoking(actor), [35])).toMatchObject({ seen: [0, 1] });
  const atOnce = fromEventObservable(() => of({ type: 'VALUE', value: 7 }));
  expect(await contextAfter(invoking(atOnce), [CONTINUE])).toMatchObject({ seen: [7] });
});

feature(
  'an actor of a state that is entered again',
  'works',
  'The one before is stopped, whatever kind it is of.',
  async () => {
    const actor = fromTransition((sum: number) => sum + 1, 0);
    const machine = createMachine(
      {
        initial: 'on',
        states: { on: { invoke: { src: 'actor', id: 'actor' }, on: { AGAIN: { target: 'on', reenter: true } } } },
      },
      { actors: { actor } },
    );
    expect((await drive(machine, ['AGAIN', CONTINUE, 'AGAIN'])).view().status).toBe('active');
  },
);

feature('`fromTransition`', 'works', 'Its state is carried over a continue-as-new.', async () => {
  const actor = fromTransition((sum: number, event: { type: string; by?: number }) => sum + (event.by ?? 0), 0);
  const machine = createMachine(
    {
      context: {},
      invoke: { src: 'actor', id: 'actor' },
      on: {
        ADD: { actions: sendTo('actor', ({ event }) => event) },
        READ: {
          actions: assign({
            sum: ({ self }) =>
              (self.getSnapshot().children['actor']?.getSnapshot() as { context: unknown } | undefined)?.context,
          }) as never,
        },
      },
    },
    { actors: { actor } },
  );
  const add = { type: 'ADD', by: 2 };
  expect(await contextAfter(machine, [add, CONTINUE, add, CONTINUE, 'READ'])).toEqual({ sum: 4 });
});
