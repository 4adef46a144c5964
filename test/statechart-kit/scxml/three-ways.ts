import { createActor, type AnyMachineSnapshot, type StateValue } from 'xstate';
import { createStatechartTest } from '../../../src/statechart/testing/index.ts';
import type { Assertion, Trace } from './assertion.ts';
import type { Notes } from './chart.ts';
import { HandDrivenClock } from './hand-driven-clock.ts';

/** XState as it is. */
export async function plain({ machine, steps = [] }: Assertion): Promise<Trace> {
  const clock = new HandDrivenClock();
  const settled = async (): Promise<void> => {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  };
  const actor = createActor(machine, { clock });
  actor.subscribe({ error: () => undefined });
  const states: StateValue[] = [];
  const pass = async (ms: number): Promise<void> => {
    await settled();
    await clock.advance(ms, settled);
    states.push((actor.getSnapshot() as AnyMachineSnapshot).value);
  };

  actor.start();
  await pass(0);
  for (const step of steps) {
    if (typeof step !== 'number') actor.send(typeof step === 'string' ? { type: step } : step);
    await pass(typeof step === 'number' ? step : 0);
  }

  const { context, status, output } = actor.getSnapshot() as AnyMachineSnapshot;
  return trace(states, context as Notes, status, output);
}

/** In the runtime's host, with a replay after every step. */
export const hosted = (assertion: Assertion): Promise<Trace> =>
  inHost(assertion, { replay: true }, () => Promise.resolve());

/** In the runtime's host, written down and read again in a new run after the start and after every step. */
export const continued = (assertion: Assertion): Promise<Trace> =>
  inHost(assertion, { replay: false }, async (test) => {
    if (test.view().status === 'active') await test.continueAsNew({ restart: true });
  });

type Hosted = Awaited<ReturnType<typeof createStatechartTest>>;

async function inHost(
  { machine, steps = [] }: Assertion,
  options: { readonly replay: boolean },
  afterEach: (test: Hosted) => Promise<void>,
): Promise<Trace> {
  const test = await createStatechartTest(machine, options);
  const states: StateValue[] = [test.view().value];
  await afterEach(test);
  for (const step of steps) {
    if (typeof step === 'number') await test.advance(step);
    else await test.notify(typeof step === 'string' ? { type: step } : step);
    states.push(test.view().value);
    await afterEach(test);
  }

  const { context, status, output } = test.view();
  return trace(states, context as Notes, status, output);
}

function trace(states: StateValue[], { log }: Notes, status: string, output: unknown): Trace {
  return { states, log, status, ...(output !== undefined && { output }) };
}
