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
export const outageMachine = setup({
  types: {
    context: {} as { seen: string[] },
    events: {} as { type: 'MESSAGE' } | { type: 'SECOND_ONLY' },
    output: {} as string[],
  },
}).createMachine({
  id: 'outage',
  initial: 'first',
  context: { seen: [] },
  output: ({ context }) => context.seen,
  on: { MESSAGE: { actions: assign({ seen: ({ context }) => [...context.seen, 'message'] }) } },
  states: {
    first: { after: { 1_000: { target: 'second', actions: assign({ seen: ['deadline'] }) } } },
    second: { after: { 2_000: 'over' }, on: { SECOND_ONLY: 'over' } },
    over: { type: 'final' },
  },
});

/** Waits for long: what it has scheduled is left before it is due. */
export const patientMachine = setup({
  types: { events: {} as { type: 'START' } | { type: 'REST' } },
}).createMachine({
  id: 'patient',
  initial: 'idle',
  states: {
    idle: { on: { START: 'waiting' } },
    waiting: {
      on: { REST: 'idle' },
      after: { 60_000: 'over', 70_000: 'over', 80_000: 'over', 90_000: 'over', 100_000: 'over', 110_000: 'over' },
    },
    over: { type: 'final' },
  },
});
