import { stateLeaves, type TransitionRecord } from '../../statechart/workflow/index.ts';

/** Nothing is waited for in these. */
const ENDS: ReadonlySet<string> = new Set(['settled', 'ended']);

interface LeftState {
  /** From the root of its machine down: `open.invitation.ringing`. */
  readonly state: string;
  readonly ms: number;
}

/**
 * How long the machines of an instance are in each state. Regions count by themselves. A state in which a run began that
 * continues another is left out, since nobody told this one when it was entered.
 */
export class StateTimes {
  readonly #entered = new Map<string, Map<string, number>>();

  /** The states that a transition has left. */
  leftBy({ actor = '', at, from, to }: TransitionRecord): LeftState[] {
    const now = Date.parse(at);
    const before = from === undefined ? [] : stateLeaves(from);
    const after = stateLeaves(to);
    const entered = this.#entered.get(actor) ?? new Map<string, number>();
    const left = [...entered].filter(([state]) => !after.includes(state));
    for (const [state] of left) entered.delete(state);
    for (const state of after) if (!before.includes(state) && !ENDS.has(state)) entered.set(state, now);
    if (entered.size > 0) this.#entered.set(actor, entered);
    else this.#entered.delete(actor);
    return left.map(([state, since]) => ({ state, ms: now - since }));
  }
}
