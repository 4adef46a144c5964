import type { CancelFate } from './add-participant.ts';
import type { GraphCloud } from './graph-activities.ts';
import type { GraphCallOutcome, MediaCancel, MediaKind, MediaOutcome, Tone } from './graph-media.ts';
import type { OperationCommand, OperationState, OperationTransition } from './operation-view.ts';

/** All that can be said of a media operation, for as long as its call is known. */
export interface MediaOperationView {
  readonly operationId: string;
  readonly kind: MediaKind;
  readonly provider: 'graph';
  readonly callId: string;
  readonly phase: 'pending' | 'cancelling' | 'settled';
  readonly state: OperationState;
  readonly outcome?: MediaOutcome;
  readonly cancel?: CancelFate;
  readonly correlation?: string;
  /** In which it was sent. */
  readonly epoch?: number;
  /** Graph's id of it. */
  readonly graphOperationId?: string;
  /** How often the end of an earlier send of it was told: it was perhaps heard more than once. */
  readonly ghosts?: number;
  /** Of a recording, where Graph told it after an outcome that has none. */
  readonly recordingLocation?: string;
  readonly acceptedCommands: readonly OperationCommand[];
  /** Of the call: it grows with every transition of the call and of its operations. */
  readonly revision: number;
  /** ISO 8601. */
  readonly notAfter: string;
  /** ISO 8601. */
  readonly requestedAt: string;
  /** ISO 8601. */
  readonly updatedAt: string;
  readonly contradictions: readonly string[];
  /** Those of its own among the latest 50 of its call. */
  readonly transitions: readonly OperationTransition[];
}

/** All that can be said of a Graph call that was adopted. */
export interface GraphCallView {
  readonly kind: 'graphCall';
  readonly provider: 'graph';
  readonly callId: string;
  readonly tenantId: string;
  readonly cloud: GraphCloud;
  readonly phase: 'pending' | 'settled';
  /** Of each concern: call, media, keepAlive, tones. */
  readonly state: OperationState;
  readonly outcome?: GraphCallOutcome;
  /** In Graph's words, as far as they are known. */
  readonly callState?: string;
  readonly audio?: string;
  /** Graph has said nothing of the audio: it is taken for active. */
  readonly audioIsAssumed?: true;
  readonly epoch: number;
  readonly fence: 'confirmed' | 'unconfirmed';
  /** What is held here, in order. */
  readonly queue: readonly string[];
  /** What is open, and the latest 50 of what has ended; without their transitions. */
  readonly operations: readonly Omit<MediaOperationView, 'transitions'>[];
  readonly toneSubscription?: string;
  readonly keepTones: boolean;
  /** The latest 100. */
  readonly tones: readonly Tone[];
  /** The latest 20. */
  readonly cancels: readonly MediaCancel[];
  /** ISO 8601: the latest success of keepAlive, or the adoption. */
  readonly aliveAt: string;
  /** ISO 8601. */
  readonly requestedAt: string;
  /** ISO 8601. */
  readonly updatedAt: string;
  readonly revision: number;
  /** The latest 50, those of its operations among them. */
  readonly transitions: readonly (OperationTransition & { readonly operationId?: string })[];
}
