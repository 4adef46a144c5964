import type { AnyEventObject, AnyStateMachine, StateValue } from 'xstate';

/** An event, an event by its type alone, or so many milliseconds that pass. */
type Step = string | AnyEventObject | number;

/** All that is compared: how the machine was at the start and after each step, and what it wrote down meanwhile. */
export interface Trace {
  readonly states: readonly StateValue[];
  readonly log: readonly string[];
  readonly status: string;
  readonly output?: unknown;
}

/** One assertion of State Chart XML (W3C Recommendation, 1 September 2015), with a machine that shows it. */
export interface Assertion {
  /** What is to hold, in our words. Where XState does otherwise, what XState does. */
  readonly holds: string;
  readonly section: `§${string}`;
  readonly machine: AnyStateMachine;
  readonly steps?: readonly Step[];
  /** The machine is active unless it says otherwise. */
  readonly expected: Omit<Trace, 'status'> & { readonly status?: 'done' | 'error' };
  /** What the specification demands, where XState does something else on purpose or by omission. */
  readonly xstateDiffers?: string;
}
