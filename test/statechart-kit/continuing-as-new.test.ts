import { expect, test } from '@jest/globals';
import { assign, cancel, createMachine, raise, sendParent, sendTo, setup, spawnChild, stopChild } from 'xstate';
import { createStatechartTest } from '../../src/statechart/testing/index.ts';

/*
 * Each of these was found by comparing random machines with plain actors, or by asking what could go wrong.
 */

const note = assign({ seen: ({ context, event }) => [...context['seen'], event.type] }) as never;

test('an event for an actor that had ended before is ignored in the next run, as it is in this one', async () => {
  const child = createMachine({ initial: 'on', states: { on: { on: { END: 'over' } }, over: { type: 'final' } } });
  const machine = createMachine(
    {
      context: ({ spawn }) => ({ ref: spawn('child', { id: 'child' }) }),
      on: { END: { actions: sendTo(({ context }) => context.ref, { type: 'END' }) } },
    },
    { actors: { child } },
  );
  const parent = await createStatechartTest(machine);

  await parent.send({ type: 'END' });
  await parent.send({ type: 'END' });
  for (let runs = 0; runs < 2; runs++) {
    await parent.continueAsNew();
    await parent.send({ type: 'END' });
  }

  expect(parent.view().status).toBe('active');
});

test('an event for an actor that had ended does not reach another that has its id now', async () => {
  const child = createMachine({ on: { TELL: { actions: sendParent({ type: 'TOLD' }) } } });
  const machine = setup({ actors: { child } }).createMachine({
    context: { seen: [] as string[], first: undefined },
    entry: assign({ first: ({ spawn }) => spawn('child', { id: 'child' }) }),
    on: {
      REPLACE: { actions: stopChild('child') },
      SPAWN: { actions: spawnChild('child', { id: 'child' }) },
      TELL_FIRST: { actions: sendTo(({ context }) => context.first as never, { type: 'TELL' } as never) },
      TELL: { actions: sendTo('child', { type: 'TELL' } as never) },
      TOLD: { actions: note },
    },
  });
  const parent = await createStatechartTest(machine);
  for (const type of ['REPLACE', 'SPAWN']) await parent.send({ type });
  await parent.continueAsNew();

  await parent.send({ type: 'TELL_FIRST' });
  expect(parent.view().context.seen).toEqual([]);
  await parent.send({ type: 'TELL' });
  expect(parent.view().context.seen).toEqual(['TOLD']);
});

test('of two sends with one id, what is left when their sender was stopped still comes in the next run', async () => {
  const child = createMachine({
    entry: [sendParent({ type: 'ONE' }, { delay: 20, id: 'x' }), sendParent({ type: 'TWO' }, { delay: 30, id: 'x' })],
  });
  const machine = createMachine(
    {
      context: { seen: [] },
      entry: spawnChild('child', { id: 'child' }),
      on: { STOP: { actions: stopChild('child') }, '*': { actions: note } },
    },
    { actors: { child } },
  );
  const parent = await createStatechartTest(machine);
  await parent.send({ type: 'STOP' });
  await parent.continueAsNew();
  await parent.advance(50);

  expect(parent.view().context.seen).toEqual(['ONE']);
});

test('a timer that was cancelled at its own deadline leaves the one that was set under its id to be cancelled too', async () => {
  const machine = createMachine({
    context: { seen: [] },
    initial: 'outer',
    states: {
      outer: {
        initial: 'inner',
        after: { 10: { target: 'outer', reenter: true } },
        states: { inner: { after: { 10: { actions: note } } } },
      },
    },
  });
  const rounds = await createStatechartTest(machine);
  await rounds.advance(100);

  expect(rounds.view().context.seen).toEqual([]);
});

test('a cancelled send stays cancelled, and cannot be cancelled when another of its id has come', async () => {
  const machine = createMachine({
    context: { seen: [] },
    entry: [raise({ type: 'ONE' }, { delay: 10, id: 'x' }), raise({ type: 'TWO' }, { delay: 30, id: 'x' })],
    on: { CANCEL: { actions: cancel('x') }, '*': { actions: note } },
  });
  const early = await createStatechartTest(machine);
  await early.continueAsNew();
  await early.send({ type: 'CANCEL' });
  await early.advance(50);
  expect(early.view().context.seen).toEqual(['ONE']);

  const late = await createStatechartTest(machine);
  await late.advance(20);
  await late.continueAsNew();
  await late.send({ type: 'CANCEL' });
  await late.advance(50);
  expect(late.view().context.seen).toEqual(['ONE', 'TWO']);
});

test('a context that contains itself is named, and nothing goes round in it', async () => {
  const circle: { again?: unknown } = {};
  circle.again = circle;
  const holding = await createStatechartTest(createMachine({ id: 'm', context: { circle } }), { replay: false });
  await expect(holding.continueAsNew()).rejects.toThrow('m.context.circle.again contains itself');
});
