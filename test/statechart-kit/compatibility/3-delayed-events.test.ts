import { expect } from '@jest/globals';
import { assign, cancel, createMachine, raise, sendTo, setup } from 'xstate';
import { CONTINUE, drive, valueAfter } from './drive.ts';
import { feature } from './feature.ts';

const note = assign({ seen: ({ context, event }) => [...context['seen'], event['at'] ?? event.type] }) as never;
const alarmsOf = (...entry: unknown[]) =>
  createMachine({ context: { seen: [] }, entry: entry as never, on: { '*': { actions: note } } });
const seen = async (...given: Parameters<typeof drive>): Promise<unknown> =>
  (await drive(...given)).view().context.seen;

const after = (delay: unknown) =>
  setup({ delays: { named: 50, computed: ({ context }) => (context as { ms: number }).ms } }).createMachine({
    context: { ms: 70 },
    initial: 'a',
    states: { a: { after: { [delay as number]: 'b' } }, b: {} },
  });

feature(
  '`after` a number of milliseconds',
  'works',
  'A deadline is absolute: a restart, an outage or a continue-as-new does not move it.',
  async () => {
    expect(await valueAfter(after(30), [20, CONTINUE, 9])).toBe('a');
    expect(await valueAfter(after(30), [20, CONTINUE, 10])).toBe('b');
  },
);

feature('`after` a named delay', 'works', '', async () => {
  expect(await valueAfter(after('named'), [49, CONTINUE])).toBe('a');
  expect(await valueAfter(after('named'), [49, CONTINUE, 1])).toBe('b');
});

feature('`after` a delay that is an expression', 'works', 'It is computed when the state is entered.', async () => {
  expect(await valueAfter(after('computed'), [69, CONTINUE])).toBe('a');
  expect(await valueAfter(after('computed'), [69, CONTINUE, 1])).toBe('b');
});

feature(
  'leaving a state cancels its `after`',
  'works',
  'A timer that is set and cancelled in one step costs nothing.',
  async () => {
    const machine = createMachine({
      initial: 'a',
      states: { a: { after: { 50: 'c' }, on: { GO: 'b' } }, b: { after: { 100: 'd' } }, c: {}, d: {} },
    });
    expect(await valueAfter(machine, [20, CONTINUE, 'GO', 60])).toBe('b');
  },
);

feature('`raise` with a delay', 'works', '', async () => {
  expect(await seen(alarmsOf(raise({ type: 'LATER' }, { delay: 30 })), [20, CONTINUE, 10])).toEqual(['LATER']);
});

feature('`sendTo` with a delay', 'works', '', async () => {
  const machine = alarmsOf(sendTo(({ self }) => self, { type: 'LATER' }, { delay: 30 }));
  expect(await seen(machine, [20, CONTINUE, 10])).toEqual(['LATER']);
});

feature('`cancel`', 'works', '', async () => {
  const machine = createMachine({
    context: { seen: [] },
    entry: raise({ type: 'LATER' }, { delay: 30, id: 'later' }),
    on: { LATER: { actions: note }, STOP: { actions: cancel('later') } },
  });
  expect(await seen(machine, [20, CONTINUE, 'STOP', 50])).toEqual([]);
});

feature(
  'two delayed sends with one id',
  'works',
  'Both come, as in XState; `cancel` reaches the later one.',
  async () => {
    const twice = [raise({ type: 'A' }, { delay: 30, id: 'x' }), raise({ type: 'B' }, { delay: 40, id: 'x' })];
    expect(await seen(alarmsOf(...twice), [20, CONTINUE, 50])).toEqual(['A', 'B']);
    expect(await seen(alarmsOf(...twice, cancel('x')), [20, CONTINUE, 50])).toEqual(['A']);
  },
);

feature(
  'events in the order of their deadlines',
  'works',
  'Also when a worker was away for all of them, and when messages came in between.',
  async () => {
    const machine = alarmsOf(...[30, 10, 20].map((delay) => raise({ type: 'AT', at: delay } as never, { delay })));
    expect(await seen(machine, [5, CONTINUE, 100])).toEqual([10, 20, 30]);
  },
);

feature(
  'delays of zero',
  'works differently',
  'They pass within the step, without a timer of Temporal; from the 51st at one time on they take 1 ms each, so that no machine goes round for ever.',
  async () => {
    const machine = createMachine({
      context: { round: 0 },
      initial: 'a',
      states: {
        a: {
          after: {
            0: { target: 'a', reenter: true, actions: assign({ round: ({ context }) => context['round'] + 1 }) },
          },
        },
      },
    });
    const going = await drive(machine, [], { replay: false });
    expect(going.view().context.round).toBe(50);
    await going.advance(1);
    expect(going.view().context.round).toBeGreaterThan(50);
  },
);

feature('delays of months', 'works', 'A plain actor cannot: timers of Node end at 24.8 days.', async () => {
  const months = 200 * 24 * 60 * 60 * 1_000;
  expect(await valueAfter(after(months), [months - 1, CONTINUE])).toBe('a');
  expect(await valueAfter(after(months), [months - 1, CONTINUE, 1])).toBe('b');
});

feature(
  'delays below a second',
  'works',
  'A Temporal server rounds them up to about a second, unless it runs with `history.timerProcessorMaxTimeShift="1ms"`.',
  async () => {
    expect(await valueAfter(after(1), [1])).toBe('b');
  },
);
