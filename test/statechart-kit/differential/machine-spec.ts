/** A statechart as data, so that it can be generated, made smaller, printed, and sent into a workflow. */
export interface MachineSpec {
  readonly root: NodeSpec;
  /** Child machines, invoked and spawned by the names `kid0`, `kid1`. */
  readonly kids: readonly [NodeSpec, NodeSpec];
}

export interface NodeSpec {
  readonly type: 'atomic' | 'compound' | 'parallel' | 'final';
  readonly children: readonly NodeSpec[];
  readonly history: 'shallow' | 'deep' | null;
  readonly invoke: 0 | 1 | null;
  readonly entry: readonly ActionSpec[];
  readonly exit: readonly ActionSpec[];
  readonly on: readonly (TransitionSpec & { readonly event: EventType })[];
  readonly after: readonly (TransitionSpec & { readonly delay: number })[];
  readonly always: readonly TransitionSpec[];
  readonly onDone: TransitionSpec | null;
}

export interface TransitionSpec {
  /** Taken modulo the number of states; `null` stays where it is. */
  readonly target: number | null;
  readonly reenter: boolean;
  /** Holds when the context's number has this remainder. */
  readonly guard: { readonly modulo: number; readonly is: number } | null;
  readonly actions: readonly ActionSpec[];
}

/** A delay that a test on a server waits for. What comes soon is bounded as what comes at once. */
export const SOON_MS = 20;

/** Sent from outside, raised, and delayed. */
export const EVENT_TYPES = ['A', 'B', 'C', 'RAISED', 'LATER', 'TOLD'] as const;
type EventType = (typeof EVENT_TYPES)[number];

export type ActionSpec =
  | { readonly do: 'count' }
  | { readonly do: 'raise'; readonly event: EventType }
  | { readonly do: 'later'; readonly event: EventType; readonly delay: number; readonly id: string | null }
  | { readonly do: 'cancel'; readonly id: string }
  | { readonly do: 'spawn'; readonly kid: 0 | 1; readonly keep: boolean }
  | { readonly do: 'stop'; readonly nth: number }
  | { readonly do: 'tell'; readonly event: EventType; readonly delay: number; readonly id: string | null }
  | { readonly do: 'tellParent'; readonly event: EventType; readonly delay: number; readonly id: string | null };

/** What happens to a machine from outside. */
export type Step =
  | { readonly step: 'notify'; readonly event: EventType }
  | { readonly step: 'command'; readonly event: EventType }
  | { readonly step: 'advance'; readonly ms: number }
  | { readonly step: 'continueAsNew' };
