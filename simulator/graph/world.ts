import type { Delivery } from '../webhooks.ts';
import type { CallState, Tone } from './names.ts';
import type { Notification } from './notification.ts';
import type { Permission } from './permissions.ts';

/* Everything that survives a kill, as plain JSON. Times are milliseconds since 1970. */

export interface ResultInfo {
  code: number;
  subcode: number;
  message: string;
}

export type Audio = 'active' | 'inactive';

export interface ToneInfo {
  sequenceId: number;
  tone: Tone;
}

export interface Call {
  callId: string;
  callChainId: string;
  tenantId: string;
  callbackUri: string;
  direction: 'incoming' | 'outgoing';
  state: CallState;
  audio: Audio;
  /** Those that the application had when the call was created: what is allowed depends on these. */
  permissions: Permission[];
  createdAt: number;
  /** null: stays establishing until told otherwise. */
  establishesAt: number | null;
  /** Until when it must be answered; null: needs no answer. */
  answerBy: number | null;
  /** On the provider's clock. */
  keptAliveAt: number;
  keepAlives: number[];
  nextSequenceId: number;
  lastTone?: ToneInfo;
  endedAt?: number;
  result?: ResultInfo;
}

interface Prompt {
  uri: string;
  beganAt?: number;
  endedAt?: number;
}

export interface RecordLimits {
  initialSilenceSeconds: number;
  maxSilenceSeconds: number;
  maxDurationSeconds: number;
  stopTones: string[];
}

/** A prompt or a recording: it waits in the call's queue, runs, and ends once. */
export interface MediaOperation {
  operationId: string;
  callId: string;
  kind: 'playPrompt' | 'recordResponse';
  clientContext: string | null;
  prompts: Prompt[];
  record?: RecordLimits;
  bargeIn: boolean;
  state: 'queued' | 'running' | 'completed' | 'cancelled' | 'failed' | 'callEnded';
  acceptedAt: number;
  beganAt?: number;
  recordingSince?: number;
  endedAt?: number;
  /** When the prompt that is heard, or the recording, ends of itself; absent: when told to. */
  dueAt?: number;
  /** The cancel or the barging-in recording that ended it. */
  killedBy?: string;
  result?: ResultInfo;
  completionReason?: string;
  /** The ledger's sequence number of the request. */
  cause: number | undefined;
}

/** What is done when it is answered. */
export interface InstantOperation {
  operationId: string;
  callId: string;
  kind: 'subscribeToTone' | 'cancelMediaProcessing';
  clientContext: string | null;
  at: number;
  /** cancelMediaProcessing: the operations that it ended. */
  killed: string[];
}

interface PressedTone extends ToneInfo {
  callId: string;
  at: number;
  /** Whether anybody had subscribed. */
  told: boolean;
}

export interface World {
  calls: Record<string, Call>;
  media: Record<string, MediaOperation>;
  instants: InstantOperation[];
  tones: PressedTone[];
  outbox: Delivery<Notification>[];
}

export function emptyWorld(): World {
  return { calls: {}, media: {}, instants: [], tones: [], outbox: [] };
}
