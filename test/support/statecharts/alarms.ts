import { assign, cancel, raise, sendTo, setup } from 'xstate';

type AlarmEvent = { type: 'RING'; at: string } | { type: 'START' } | { type: 'SILENCE' } | { type: 'STOP' };

/** Delayed events in all forms; the context tells in which order they came. */
export const alarmMachine = setup({
  types: { context: {} as { rung: string[] }, events: {} as AlarmEvent, output: {} as string[] },
}).createMachine({
  id: 'alarm',
  initial: 'idle',
  context: { rung: [] },
  output: ({ context }) => context.rung,
  on: {
    RING: { actions: assign({ rung: ({ context, event }) => [...context.rung, event.at] }) },
    STOP: '.stopped',
  },
  states: {
    idle: { on: { START: 'armed' } },
    armed: {
      entry: [
        raise({ type: 'RING', at: '300' }, { delay: 300, id: 'c' }),
        raise({ type: 'RING', at: '100 first' }, { delay: 100, id: 'twice' }),
        raise({ type: 'RING', at: '200 second' }, { delay: 200, id: 'twice' }),
        raise({ type: 'RING', at: '250 silenced' }, { delay: 250, id: 'silenced' }),
        raise({ type: 'RING', at: '0' }, { delay: 0 }),
        sendTo(({ self }) => self, { type: 'RING', at: '50' }, { delay: 50 }),
        cancel('silenced'),
      ],
      after: { 400: 'stopped' },
    },
    stopped: { type: 'final' },
  },
});

/** Two deadlines and a message: the order in which they take effect can be read off. */
const twoDeadlines = (id: string, firstMs: number, secondMs: number) =>
  setup({
    types: {
      context: {} as { seen: string[] },
      events: {} as { type: 'MESSAGE' } | { type: 'SECOND_ONLY' },
      output: {} as string[],
    },
  }).createMachine({
    id,
    initial: 'first',
    context: { seen: [] },
    output: ({ context }) => context.seen,
    on: { MESSAGE: { actions: assign({ seen: ({ context }) => [...context.seen, 'message'] }) } },
    states: {
      first: { after: { [firstMs]: { target: 'second', actions: assign({ seen: ['deadline'] }) } } },
      second: { after: { [secondMs]: 'over' }, on: { SECOND_ONLY: 'over' } },
      over: { type: 'final' },
    },
  });

/** Ends by itself. */
export const outageMachine = twoDeadlines('outage', 1_000, 2_000);

/** The first deadline leaves time for a worker to go, and the second is never due: an event ends it. */
export const longOutageMachine = twoDeadlines('longOutage', 2_000, 3_600_000);

/** Takes what is sent at the deadline or later, and nothing before. */
export const ballotMachine = setup({
  types: { events: {} as { type: 'COUNT' } },
}).createMachine({
  id: 'ballot',
  initial: 'open',
  states: {
    open: { after: { 5_000: 'closed' } },
    closed: { on: { COUNT: 'counted' } },
    counted: { type: 'final' },
  },
});

/** Waits for long: what it has scheduled is left before it is due. */
export const patientMachine = setup({
  types: { events: {} as { type: 'START' } | { type: 'REST' } | { type: 'STOP' } },
}).createMachine({
  id: 'patient',
  initial: 'idle',
  on: { STOP: '.over' },
  states: {
    idle: { on: { START: 'waiting' } },
    waiting: {
      on: { REST: 'idle' },
      after: { 60_000: 'over', 70_000: 'over', 80_000: 'over', 90_000: 'over', 100_000: 'over', 110_000: 'over' },
    },
    over: { type: 'final' },
  },
});
