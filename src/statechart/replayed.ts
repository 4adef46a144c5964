import type { Payload, ProtoFailure } from '@temporalio/common';
import type { MachineIdentity } from './machine-hash.ts';

/** What of a replay is compared with its history, beyond what Temporal compares. */
export type EffectKind =
  'activityInput' | 'timerDuration' | 'updateAnswer' | 'childWorkflowInput' | 'signalArguments' | 'memo' | 'end';

/** Something that a workflow asks of Temporal, as its code asks for it now, or as an event of its history has it. */
export interface Effect {
  readonly kind: EffectKind;
  /** Tells effects of one kind apart; those that have none are told apart by their order. */
  readonly id: string;
  /** The activity's type, the signal's name, …; of an end, how the run ended. */
  readonly name: string;
  readonly content: EffectContent;
}

export type EffectContent =
  | { readonly payloads: readonly Payload[] }
  | { readonly fields: Readonly<Record<string, Payload>> }
  | { readonly failure: ProtoFailure }
  | { readonly durationMs: number };

/** Where a statechart stands. */
export interface Place {
  readonly machine: MachineIdentity;
  /** Its active leaves, `open.ringing`. */
  readonly state: string;
  /** The type of the event that was delivered last. */
  readonly event: string;
  readonly revision: number;
}

/** What a workflow asked for in one activation of a replay, and where its statechart stood afterwards. */
export interface ReplayedActivation {
  readonly effects: readonly Effect[];
  /** Absent for a workflow that runs no statechart. */
  readonly place?: Place;
}

/** How a replay tells of its activations outside of the sandbox. */
export type ReplaySinks = {
  statechartReplay: { activated(activation: ReplayedActivation): void };
};
