import { expect, test } from '@jest/globals';
import {
  assign,
  createMachine,
  fromCallback,
  fromObservable,
  fromPromise,
  fromTransition,
  sendTo,
  setup,
} from 'xstate';
import { MachineFailed } from '../../src/statechart/client/errors.ts';
import { createStatechartTest } from '../../src/statechart/testing/index.ts';
import { brokenMachine, type BrokenPlace } from '../support/statecharts/broken.ts';

function broken(where: string): never {
  throw new Error(`broken in ${where}`);
}

interface Failure {
  readonly machine: string;
  readonly state: string;
  readonly event: string;
}

/** Starts the machine, sends GO, lets a second pass, and gives the failure. */
async function failureOf(...[machine, options]: Parameters<typeof createStatechartTest>): Promise<MachineFailed> {
  const test1 = await createStatechartTest(machine, options);
  await test1.notify({ type: 'GO' });
  await test1.advance(1_000);
  try {
    test1.result();
  } catch (error) {
    return error as MachineFailed;
  }
  throw new Error('nothing failed');
}

function expectTold(failure: MachineFailed, where: string, told: Failure): void {
  expect(failure).toBeInstanceOf(MachineFailed);
  expect(failure.failure).toMatchObject(told);
  expect(failure.message).toContain(`broken in ${where}`);
}

test.each<[BrokenPlace, string, string]>([
  ['context', 'start', 'xstate.init'],
  ['entry', 'start', 'xstate.init'],
  ['initialAlways', 'start', 'xstate.init'],
  ['guard', 'start', 'GO'],
  ['action', 'start', 'GO'],
  ['assign', 'start', 'GO'],
  ['delay', 'start', 'GO'],
  ['actor', 'acting', 'xstate.error.actor.0.broken.acting'],
  ['child', 'nesting', 'xstate.error.actor.0.broken.nesting'],
])('an error in %s fails the machine, named with machine, state and event', async (place, state, event) => {
  expectTold(await failureOf(brokenMachine, { input: { place } }), place, { machine: 'broken', state, event });
});

const invoking = (actor: unknown, more: object = {}) =>
  createMachine(
    {
      id: 'm',
      initial: 'on',
      states: {
        on: {
          invoke: { src: 'actor', id: 'actor' },
          on: { GO: { actions: sendTo('actor', { type: 'GO' }) } },
          ...more,
        },
      },
    },
    { actors: { actor } as never },
  );

const later = (work: () => void) => void setTimeout(work, 20);
const onError = 'xstate.error.actor.actor';

test.each<[string, unknown, string]>([
  ['a callback, at its start', fromCallback(() => broken('it')), onError],
  ['a callback, in a timer', fromCallback(() => later(() => broken('it'))), 'GO'],
  [
    'a callback, in an interval',
    fromCallback(() => {
      const ticking = setInterval(() => broken('it'), 20);
      return () => clearInterval(ticking);
    }),
    'GO',
  ],
  ['a callback, when it receives an event', fromCallback(({ receive }) => receive(() => broken('it'))), onError],
  ['a promise', fromPromise(() => Promise.reject(new Error('broken in it'))), onError],
  ['a promise, at its start', fromPromise(() => broken('it')), onError],
  [
    'a promise, after a while',
    fromPromise(() => new Promise((_, reject) => later(() => reject(new Error('broken in it'))))),
    onError,
  ],
  [
    'an observable',
    fromObservable(() => ({ subscribe: ({ error }: { error: (reason: unknown) => void }) => failing(error) }) as never),
    onError,
  ],
  ['an observable, at its start', fromObservable(() => broken('it')), onError],
  ['a transition actor', fromTransition(() => broken('it'), {}), onError],
  ['a child machine, in an action', createMachine({ on: { GO: { actions: () => broken('it') } } }), onError],
  ['a child machine, in its context', createMachine({ context: () => broken('it') }), onError],
  ['a child machine, after a while', createMachine({ after: { 30: { actions: () => broken('it') } } }), onError],
  ['a child of a child', invokingChild(), onError],
])('an error in %s that nothing handles fails the machine, and is named', async (_name, actor, event) => {
  expectTold(await failureOf(invoking(actor)), 'it', { machine: 'm', state: 'on', event });
});

function failing(error: (reason: unknown) => void): { unsubscribe(): void } {
  later(() => error(new Error('broken in it')));
  return { unsubscribe: () => undefined };
}

function invokingChild(): unknown {
  const grandchild = createMachine({ entry: () => broken('it') });
  return setup({ actors: { grandchild } }).createMachine({ invoke: { src: 'grandchild' } });
}

test('an error in an observer of a child fails the machine, and is named', async () => {
  const child = createMachine({ on: { GO: {} } });
  const machine = setup({ actors: { child } }).createMachine({
    id: 'm',
    invoke: { src: 'child', id: 'child' },
    entry: ({ self }) => void self.getSnapshot().children,
    on: {
      GO: {
        actions: [
          ({ self }) => void self.getSnapshot().children['child']?.subscribe(() => broken('an observer')),
          sendTo('child', { type: 'GO' } as never),
        ],
      },
    },
  });
  const failure = await failureOf(machine);
  expect(failure.failure).toMatchObject({ machine: 'm', event: 'GO' });
  expect(failure.message).toContain('broken in an observer');
});

test('an error with its cause and details reaches a guard through onError, and the machine goes on', async () => {
  const machine = setup({
    types: { context: {} as { error: Error | undefined } },
    actors: { pay: fromPromise(() => Promise.reject(new Error('not faked'))) },
  }).createMachine({
    initial: 'paying',
    context: { error: undefined },
    states: {
      paying: {
        invoke: {
          src: 'pay',
          onError: [
            {
              guard: ({ event }) => (event.error as { type?: string }).type === 'CardDeclined',
              target: 'declined',
              actions: assign({ error: ({ event }) => event.error as Error }),
            },
            { target: 'failed' },
          ],
        },
      },
      declined: {},
      failed: {},
    },
  });
  const declined = Object.assign(new Error('no', { cause: 'limit' }), { type: 'CardDeclined', details: [51] });

  const paying = await createStatechartTest(machine, { actors: { pay: () => Promise.reject(declined) } });

  expect(paying.view().value).toBe('declined');
  expect(paying.view().context.error).toMatchObject({
    type: 'CardDeclined',
    message: 'no',
    details: [51],
    cause: declined,
  });
});

test('an error of a function that summarizes fails neither a command nor a view', async () => {
  const machine = createMachine({ on: { GO: { actions: () => undefined } } });
  const summed = await createStatechartTest(machine, { summarize: () => broken('summarize') });
  expect(await summed.send({ type: 'GO' })).toMatchObject({
    status: 'active',
    summaryError: 'Error: broken in summarize',
  });
});
