import type { AddParticipantOutcome, CancelFate } from './add-participant.ts';

type OperationKind = 'addParticipant';
type OperationPhase = 'pending' | 'cancelling' | 'settled';
export type OperationCommand = 'cancel';

/** A state as XState writes it: a name, or the active state of each region. */
export type OperationState = string | { readonly [region: string]: OperationState };

export interface OperationTransition {
  readonly revision: number;
  /** ISO 8601. */
  readonly at: string;
  /** What caused it: an event's type. */
  readonly event: string;
  readonly from?: OperationState;
  readonly to: OperationState;
}

/** The domain part of a view, which a machine's `summarize` makes. */
export interface OperationSummary {
  readonly kind: OperationKind;
  readonly provider: 'acs';
  readonly callId: string;
  readonly phase: OperationPhase;
  readonly outcome?: AddParticipantOutcome;
  readonly cancel?: CancelFate;
  /** The caller's own words, as they were given at the start. */
  readonly correlation?: string;
  /** ISO 8601. */
  readonly notAfter: string;
  /** ISO 8601. */
  readonly requestedAt: string;
  /** What the provider told against what it told before, in its order. */
  readonly contradictions: readonly string[];
}

/** Where an operation stands: what a cancel is answered with. */
export interface OperationStatus extends OperationSummary {
  readonly operationId: string;
  readonly state: OperationState;
  readonly acceptedCommands: readonly OperationCommand[];
  readonly revision: number;
}

/** All that can be said of an operation, at any time. */
export interface OperationView extends OperationStatus {
  /** ISO 8601: of the latest transition. */
  readonly updatedAt: string;
  /** The latest 50. */
  readonly transitions: readonly OperationTransition[];
}
