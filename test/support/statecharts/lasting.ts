import { interval, map, take } from 'rxjs';
import {
  assign,
  fromCallback,
  fromEventObservable,
  fromObservable,
  fromPromise,
  fromTransition,
  sendParent,
  sendTo,
  setup,
  type ActorRefFrom,
  type AnyActorRef,
  type AnyMachineSnapshot,
} from 'xstate';

type CountEvent = { type: 'COUNT'; by: number } | { type: 'TELL' };

/** Counts for its parent, and tells it when asked, and by itself after a while if it is given one. */
const counterWith = (alarm?: { readonly afterMs: number }) =>
  setup({ types: { context: {} as { counted: number }, events: {} as CountEvent } }).createMachine({
    id: 'counter',
    context: { counted: 0 },
    on: {
      COUNT: { actions: assign({ counted: ({ context, event }) => context.counted + event.by }) },
      TELL: { actions: sendParent(({ context }) => ({ type: 'TOLD', counted: context.counted })) },
    },
    ...(alarm && { after: { [alarm.afterMs]: { actions: sendParent({ type: 'ALARM' }) } } }),
  });

const counterMachine = counterWith({ afterMs: 1_500 });

const sumLogic = fromTransition(
  (state: { sum: number }, event: { type: 'ADD'; value: number }) => ({ sum: state.sum + event.value }),
  {
    sum: 0,
  },
);

type LastingEvent =
  | { type: 'EVENT'; value: number }
  | { type: 'TOLD'; counted: number }
  | { type: 'ALARM' }
  | { type: 'ASK' }
  | { type: 'MOVE' }
  | { type: 'BACK' }
  | { type: 'STOP' };

export interface LastingContext {
  events: number[];
  told: number[];
  alarms: number;
  startedAt: Date;
  seen: Map<number, string>;
  odd: Set<unknown>;
  error: Error;
  counter: ActorRefFrom<typeof counterMachine> | undefined;
}

/** Lives long: children, timers, history, and a context that JSON would lose. */
export const lastingMachine = setup({
  types: { context: {} as LastingContext, events: {} as LastingEvent },
  actors: { counter: counterMachine, sum: sumLogic },
}).createMachine({
  id: 'lasting',
  initial: 'on',
  context: ({ spawn }) => ({
    events: [],
    told: [],
    alarms: 0,
    startedAt: new Date(0),
    seen: new Map(),
    odd: new Set([Number.NaN, undefined]),
    error: new TypeError('kept', { cause: { code: 7 } }),
    counter: spawn('counter', { id: 'counter' }),
  }),
  invoke: { src: 'sum', id: 'sum' },
  on: {
    EVENT: {
      actions: [
        assign(({ context, event }) => ({
          events: [...context.events, event.value],
          seen: new Map(context.seen).set(event.value, `event ${event.value}`),
        })),
        sendTo(
          ({ context }) => context.counter!,
          ({ event }) => ({ type: 'COUNT', by: event.value }),
        ),
        sendTo('sum', ({ event }) => ({ type: 'ADD', value: event.value })),
      ],
    },
    ASK: { actions: sendTo(({ context }) => context.counter!, { type: 'TELL' }) },
    TOLD: { actions: assign({ told: ({ context, event }) => [...context.told, event.counted] }) },
    ALARM: { actions: assign({ alarms: ({ context }) => context.alarms + 1 }) },
    STOP: '.over',
  },
  output: ({ context, self }: { context: LastingContext; self: AnyActorRef }) => {
    const { sum } = (self.getSnapshot() as AnyMachineSnapshot).children;
    return {
      events: context.events,
      told: context.told,
      alarms: context.alarms,
      startedAt: context.startedAt instanceof Date && context.startedAt.getTime(),
      seen: context.seen instanceof Map && [...context.seen.values()],
      odd: context.odd instanceof Set && context.odd.has(Number.NaN) && context.odd.has(undefined),
      error: context.error instanceof Error && [context.error.name, context.error.message, context.error.cause],
      sum: (sum?.getSnapshot() as { context?: unknown } | undefined)?.context,
    };
  },
  states: {
    on: {
      initial: 'left',
      on: { MOVE: '.right' },
      states: {
        left: {},
        right: {
          initial: 'shallow',
          states: { shallow: { on: { MOVE: 'deep' } }, deep: {} },
          on: { BACK: '#lasting.away' },
        },
        remembered: { type: 'history', history: 'deep' },
      },
    },
    away: { on: { BACK: 'on.remembered' } },
    over: { type: 'final' },
  },
});

/** Does nothing by itself. */
export const stillMachine = lastingMachine.provide({ actors: { counter: counterWith() } });

/** Works outside of its state for as long as it is told to, and counts by timers of its own. */
export const workingMachine = setup({
  types: { context: {} as { ticks: number; result?: string }, events: {} as { type: 'TICK' } | { type: 'STOP' } },
  actors: {
    ticker: fromCallback(({ sendBack }) => {
      const ticking = setInterval(() => sendBack({ type: 'TICK' }), 50);
      return () => clearInterval(ticking);
    }),
    sleeper: fromPromise(
      () =>
        new Promise<string>((resolve) => {
          setTimeout(() => resolve('slept'), 120);
        }),
    ),
  },
}).createMachine({
  id: 'working',
  context: { ticks: 0 },
  initial: 'sleeping',
  states: {
    sleeping: {
      invoke: {
        src: 'sleeper',
        onDone: { target: 'ticking', actions: assign({ result: ({ event }) => event.output }) },
      },
    },
    ticking: {
      invoke: { src: 'ticker' },
      on: {
        TICK: [
          { guard: ({ context }) => context.ticks === 3, target: 'over' },
          { actions: assign({ ticks: ({ context }) => context.ticks + 1 }) },
        ],
      },
    },
    over: { type: 'final' },
  },
  output: ({ context }) => context,
});

const threeTimes = () => interval(20).pipe(take(3));

/** Hears of values and events of rxjs, with its timers. */
export const observingMachine = setup({
  types: { context: {} as { heard: unknown[] }, events: {} as { type: 'VALUE'; value: number } },
  actors: {
    values: fromObservable(threeTimes),
    events: fromEventObservable(() => threeTimes().pipe(map((value) => ({ type: 'VALUE', value })))),
  },
}).createMachine({
  id: 'observing',
  context: { heard: [] },
  initial: 'values',
  states: {
    values: {
      invoke: {
        src: 'values',
        onSnapshot: { actions: assign({ heard: ({ context, event }) => [...context.heard, event.snapshot.context] }) },
        onDone: 'events',
      },
    },
    events: {
      invoke: { src: 'events', onDone: 'over' },
      on: {
        VALUE: { actions: assign({ heard: ({ context, event }) => [...context.heard, event.type + event.value] }) },
      },
    },
    over: { type: 'final' },
  },
  output: ({ context }) => context.heard,
});

/** Throws where XState would not notice: in a timer of a callback actor. */
export const timerThrowsMachine = setup({
  actors: {
    throwing: fromCallback(() => {
      setTimeout(() => {
        throw new Error('broken in a timer');
      }, 20);
    }),
  },
}).createMachine({ id: 'timerThrows', invoke: { src: 'throwing' } });

interface ParentContext {
  childOutput: unknown;
}

/** Runs another workflow and waits for its result. */
export const parentMachine = setup({
  types: { context: {} as ParentContext, events: {} as { type: 'GIVE_UP' } },
  actors: { child: fromPromise<unknown, unknown>(() => Promise.reject(new Error('provided by the workflow'))) },
}).createMachine({
  id: 'parent',
  context: { childOutput: undefined },
  initial: 'running',
  states: {
    running: {
      on: { GIVE_UP: 'over' },
      invoke: {
        src: 'child',
        input: {},
        onDone: { target: 'over', actions: assign({ childOutput: ({ event }) => event.output }) },
      },
    },
    over: { type: 'final' },
  },
  output: ({ context }) => context.childOutput,
});

/** Goes round in circles where it is told to. */
export const circlingMachine = setup({
  types: { events: {} as { type: 'ALWAYS' } | { type: 'PING_PONG' } | { type: 'ZERO' } | { type: 'STOP' } },
  actors: {
    echo: fromCallback<{ type: 'PING' }>(({ receive, sendBack }) => receive(() => sendBack({ type: 'PONG' }))),
  },
}).createMachine({
  id: 'circling',
  initial: 'idle',
  on: { STOP: '.over' },
  states: {
    idle: { on: { ALWAYS: 'a', PING_PONG: 'pingPong', ZERO: 'zero' } },
    a: { always: 'b' },
    b: { always: 'a' },
    pingPong: {
      invoke: { src: 'echo', id: 'echo' },
      entry: sendTo('echo', { type: 'PING' }),
      on: { PONG: { actions: sendTo('echo', { type: 'PING' }) } },
    } as never,
    zero: { after: { 0: { target: 'zero', reenter: true } } },
    over: { type: 'final' },
  },
});

/** Its context is as large as it is told to be. */
export const hoardingMachine = setup({
  types: {
    input: {} as { characters: number; output?: unknown },
    context: {} as { hoard: string; output: unknown },
    events: {} as { type: 'FAIL' } | { type: 'END' } | { type: 'STAY' },
  },
}).createMachine({
  id: 'hoarding',
  context: ({ input }) => ({ hoard: '語'.repeat(input.characters), output: input.output }),
  output: ({ context }) =>
    context.output === 'hoard' ? context.hoard : context.output === 'bigint' ? { total: 7n } : undefined,
  initial: 'waiting',
  states: {
    waiting: {
      on: {
        STAY: { actions: () => undefined },
        END: 'over',
        FAIL: {
          actions: () => {
            throw new Error('too much');
          },
        },
      },
    },
    over: { type: 'final' },
  },
});
