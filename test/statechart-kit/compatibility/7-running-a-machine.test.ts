import { expect } from '@jest/globals';
import { assign, createMachine, sendTo } from 'xstate';
import { CONTINUE, drive, valueAfter } from './drive.ts';
import { feature } from './feature.ts';

feature(
  '`machine.provide`',
  'works',
  'Actors, actions, guards and delays: this is how a workflow gives a machine its activities.',
  async () => {
    const machine = createMachine({
      initial: 'a',
      states: { a: { on: { GO: { guard: 'may', target: 'b' } } }, b: { entry: 'enter', after: { soon: 'c' } }, c: {} },
    });
    const provided = machine.provide({
      guards: { may: () => true },
      actions: { enter: () => undefined },
      delays: { soon: 10 },
    });
    expect(await valueAfter(provided, ['GO', CONTINUE, 10])).toBe('c');
  },
);

feature(
  '`snapshot.can` and events that a state does not take',
  'works differently',
  'A command is refused with the state and what it accepts; a notification of such an event is ignored, as in a plain actor.',
  async () => {
    const machine = createMachine({ initial: 'a', states: { a: { on: { GO: 'b' } }, b: {} } });
    const driven = await drive(machine, ['OTHER']);
    await expect(driven.send({ type: 'OTHER' })).rejects.toMatchObject({
      code: 'EVENT_REFUSED',
      state: 'a',
      accepts: ['GO'],
    });
    expect(driven.view()).toMatchObject({ value: 'a', revision: 1 });
  },
);

feature(
  'events of XState (`xstate.*`) from outside',
  'does not work',
  'Who could send them could forge an actor’s result: a command is refused, a notification dropped and counted.',
  async () => {
    const machine = createMachine({ initial: 'a', states: { a: { on: { 'xstate.done.actor.x': 'b' } }, b: {} } });
    const driven = await drive(machine, ['xstate.done.actor.x']);
    expect(driven.view()).toMatchObject({ value: 'a', dropped: 1 });
  },
);

feature(
  '`subscribe` and `getSnapshot` of a child',
  'works',
  'Subscriptions are gone after a continue-as-new: use `onSnapshot`.',
  async () => {
    const child = createMachine({
      context: { n: 0 },
      on: { UP: { actions: assign({ n: ({ context }) => context['n'] + 1 }) } },
    });
    const heard: unknown[] = [];
    const machine = createMachine(
      {
        invoke: { src: 'child', id: 'child' },
        on: {
          LISTEN: {
            actions: ({ self }) =>
              void self
                .getSnapshot()
                .children['child']?.subscribe((snapshot) => heard.push((snapshot as { context: unknown }).context)),
          },
          UP: { actions: sendTo('child', { type: 'UP' }) },
        },
      },
      { actors: { child } },
    );
    await drive(machine, [CONTINUE, 'LISTEN', 'UP'], { replay: false });
    expect(heard).toEqual([{ n: 1 }]);
  },
);

feature(
  'more than 1,000 microsteps for one event',
  'does not work',
  'An `always` or `raise` that goes round fails the machine; XState would go on for ever, and the worker with it. A machine’s own `options.maxIterations` counts.',
  async () => {
    const machine = createMachine({
      initial: 'idle',
      states: { idle: { on: { GO: 'a' } }, a: { always: 'b' }, b: { always: 'a' } },
    });
    const failed = await drive(machine, ['GO'], { replay: false });
    expect(failed.view()).toMatchObject({ status: 'error', error: { state: 'idle', event: 'GO' } });
    expect(failed.view().error?.message).toMatch(/[Ii]nfinite loop/);
  },
);

feature(
  '`createActor`’s `inspect`, `logger`, `clock`, `snapshot`',
  'does not work',
  'The runtime gives its own. Look at the view: it tells every transition of every machine, with its number, time and event.',
  async () => {
    const machine = createMachine({ initial: 'a', states: { a: { on: { GO: 'b' } }, b: {} } });
    const driven = await drive(machine, ['GO', CONTINUE]);
    expect(driven.transitions).toMatchObject([
      { revision: 1, event: 'xstate.init', to: 'a' },
      { revision: 2, event: 'GO', from: 'a', to: 'b' },
    ]);
  },
);

feature(
  'an error that the machine does not handle',
  'works differently',
  'It fails the workflow, named with machine, state and event; a plain actor without an observer throws it at nobody.',
  async () => {
    const machine = createMachine({
      id: 'm',
      initial: 'a',
      states: {
        a: {
          on: {
            GO: {
              actions: () => {
                throw new Error('broken');
              },
            },
          },
        },
      },
    });
    expect((await drive(machine, ['GO'])).view().error).toMatchObject({
      machine: 'm',
      state: 'a',
      event: 'GO',
      message: 'broken',
    });
  },
);
