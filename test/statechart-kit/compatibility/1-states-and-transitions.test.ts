import { expect } from '@jest/globals';
import { and, assign, createMachine, not, or, setup, stateIn } from 'xstate';
import { CONTINUE, drive, valueAfter } from './drive.ts';
import { feature } from './feature.ts';

feature('nested states', 'works', '', async () => {
  const machine = createMachine({
    initial: 'a',
    states: { a: { initial: 'b', states: { b: { on: { GO: 'c' } }, c: {} }, on: { OUT: 'd' } }, d: {} },
  });
  expect(await valueAfter(machine, ['GO', CONTINUE])).toEqual({ a: 'c' });
  expect(await valueAfter(machine, ['GO', CONTINUE, 'OUT'])).toBe('d');
});

const regions = (on: object) => ({ initial: 'off', states: { off: { on }, on: {} } });

feature('parallel states', 'works', '', async () => {
  const machine = createMachine({
    type: 'parallel',
    states: { left: regions({ LEFT: 'on', BOTH: 'on' }), right: regions({ RIGHT: 'on', BOTH: 'on' }) },
  });
  expect(await valueAfter(machine, ['LEFT', CONTINUE])).toEqual({ left: 'on', right: 'off' });
  expect(await valueAfter(machine, [CONTINUE, 'BOTH'])).toEqual({ left: 'on', right: 'on' });
});

const withHistory = (history: 'shallow' | 'deep') =>
  createMachine({
    initial: 'on',
    states: {
      on: {
        initial: 'one',
        on: { LEAVE: 'off' },
        states: {
          one: { on: { NEXT: 'two' } },
          two: { initial: 'low', states: { low: { on: { NEXT: 'high' } }, high: {} } },
          before: { type: 'history', history },
        },
      },
      off: { on: { RETURN: 'on.before' } },
    },
  });

feature('shallow history', 'works', '', async () => {
  const moves = ['NEXT', 'NEXT', 'LEAVE', CONTINUE, 'RETURN'];
  expect(await valueAfter(withHistory('shallow'), moves)).toEqual({ on: { two: 'low' } });
});

feature('deep history', 'works', '', async () => {
  const moves = ['NEXT', 'NEXT', 'LEAVE', CONTINUE, 'RETURN'];
  expect(await valueAfter(withHistory('deep'), moves)).toEqual({ on: { two: 'high' } });
});

feature('guards, inline and named, with `params`', 'works', '', async () => {
  const machine = setup({ guards: { above: (_, { limit }: { limit: number }) => limit < 5 } }).createMachine({
    initial: 'a',
    states: {
      a: {
        on: {
          GO: [
            { guard: () => false, target: 'c' },
            { guard: { type: 'above', params: { limit: 4 } }, target: 'b' },
          ],
        },
      },
      b: {},
      c: {},
    },
  });
  expect(await valueAfter(machine, ['GO'])).toBe('b');
});

feature('guards `and`, `or`, `not`, `stateIn`', 'works', '', async () => {
  const machine = createMachine({
    type: 'parallel',
    states: {
      left: regions({ GO: 'on' }),
      right: regions({
        GO: { guard: and([stateIn({ left: 'on' }), or([not(() => true), () => true])]), target: 'on' },
      }),
    },
  });
  expect(await valueAfter(machine, ['GO'])).toEqual({ left: 'on', right: 'off' });
  expect(await valueAfter(machine, ['GO', CONTINUE, 'GO'])).toEqual({ left: 'on', right: 'on' });
});

feature('eventless transitions (`always`)', 'works', '', async () => {
  const machine = createMachine({
    context: { count: 0 },
    on: { COUNT: { actions: assign({ count: ({ context }) => context['count'] + 1 }) } },
    initial: 'few',
    states: { few: { always: { guard: ({ context }) => context['count'] > 1, target: 'many' } }, many: {} },
  });
  expect(await valueAfter(machine, ['COUNT', CONTINUE, 'COUNT'])).toBe('many');
});

feature('entry and exit actions', 'works', 'Entry actions are not run again by a continue-as-new.', async () => {
  const note = (text: string) => assign({ seen: ({ context }) => [...context['seen'], text] }) as never;
  const machine = createMachine({
    context: { seen: [] },
    initial: 'a',
    states: { a: { entry: note('in a'), exit: note('out of a'), on: { GO: 'b' } }, b: { entry: note('in b') } },
  });
  const { context } = (await drive(machine, [CONTINUE, 'GO', CONTINUE])).view();
  expect(context.seen).toEqual(['in a', 'out of a', 'in b']);
});

feature('`reenter`', 'works', '', async () => {
  const machine = createMachine({
    context: { entered: 0 },
    initial: 'a',
    states: {
      a: {
        entry: assign({ entered: ({ context }) => context['entered'] + 1 }),
        on: { INSIDE: 'a', AGAIN: { target: 'a', reenter: true } },
      },
    },
  });
  expect((await drive(machine, ['INSIDE', CONTINUE, 'AGAIN'])).view().context).toEqual({ entered: 2 });
});

feature('wildcard events (`*`)', 'works', 'Such a state accepts every event but those of XState itself.', async () => {
  const machine = createMachine({ initial: 'a', states: { a: { on: { KNOWN: {}, '*': 'b' } }, b: {} } });
  expect(await valueAfter(machine, ['KNOWN'])).toBe('a');
  expect(await valueAfter(machine, ['UNKNOWN'])).toBe('b');
});

feature('partial events (`payment.*`)', 'works', '', async () => {
  const machine = createMachine({ initial: 'a', states: { a: { on: { 'payment.*': 'b' } }, b: {} } });
  expect(await valueAfter(machine, ['payments'])).toBe('a');
  expect(await valueAfter(machine, ['payment.card.ok'])).toBe('b');
});

feature(
  'forbidden transitions',
  'works',
  'A command of such an event is refused, for it would do nothing, and the view does not list it as accepted.',
  async () => {
    const machine = createMachine({ on: { GO: '.b' }, initial: 'a', states: { a: { on: { GO: {} } }, b: {} } });
    expect(await valueAfter(machine, ['GO'])).toBe('a');
  },
);

feature('tags', 'works', 'They are in the view, and can be waited for.', async () => {
  const machine = createMachine({
    initial: 'a',
    states: { a: { tags: 'open', on: { GO: 'b' } }, b: { tags: ['shut', 'dark'] } },
  });
  expect((await drive(machine, ['GO', CONTINUE])).view().tags).toEqual(['shut', 'dark']);
});

feature(
  '`meta` and `description`',
  'works',
  'Read them from the machine, or in `summarize`: a view does not carry them.',
  async () => {
    const machine = createMachine({
      id: 'm',
      initial: 'a',
      states: { a: { meta: { page: 7 }, description: 'the first' } },
    });
    const options = { summarize: (snapshot: { getMeta(): unknown }) => snapshot.getMeta() };
    expect((await drive(machine, [CONTINUE], options)).view().summary).toEqual({ 'm.a': { page: 7 } });
  },
);

feature(
  'final states, `onDone` of a state, `output`',
  'works',
  'The output of the machine is the result of the workflow.',
  async () => {
    const machine = createMachine({
      initial: 'working',
      context: { part: undefined },
      output: ({ context, event }) => ({ part: context['part'], last: event.type }),
      states: {
        working: {
          initial: 'a',
          states: { a: { on: { GO: 'over' } }, over: { type: 'final', output: 7 } },
          onDone: { target: 'finished', actions: assign({ part: ({ event }) => event.output }) as never },
        },
        finished: { on: { END: 'over' } },
        over: { type: 'final' },
      },
    });
    const finished = await drive(machine, ['GO', CONTINUE, 'END']);
    expect(finished.result()).toEqual({ part: 7, last: 'xstate.done.state.(machine).over' });
  },
);
