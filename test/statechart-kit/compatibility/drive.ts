import type { AnyStateMachine } from 'xstate';
import { createStatechartTest, type StatechartTest } from '../../../src/statechart/testing/index.ts';

/** Writes the machine down as JSON and goes on in a new run. */
export const CONTINUE = 'continue as new';

/** An event's type, an event, simulated milliseconds, or `CONTINUE`. */
type Move = string | { readonly type: string } | number;

/** Starts a machine in the runtime's host and makes the moves in their order. */
export async function drive(
  machine: AnyStateMachine,
  moves: readonly Move[],
  options: {
    readonly input?: unknown;
    readonly actors?: Record<string, unknown>;
    readonly replay?: boolean;
    readonly summarize?: unknown;
  } = {},
): Promise<StatechartTest<AnyStateMachine>> {
  const hosted = await createStatechartTest(machine, options as object);
  for (const move of moves) {
    if (move === CONTINUE) await hosted.continueAsNew();
    else if (typeof move === 'number') await hosted.advance(move);
    else await hosted.notify(typeof move === 'string' ? { type: move } : move);
  }
  return hosted;
}

/** The state value after the moves. */
export async function valueAfter(machine: AnyStateMachine, moves: readonly Move[], options = {}): Promise<unknown> {
  return (await drive(machine, moves, options)).view().value;
}
