import type { GraphCallState } from '../../contract/graph-activities.ts';
import type {
  GraphCallInput,
  GraphCallOutcome,
  MediaCancel,
  MediaOperationRequest,
  MediaRecord,
  Tone,
} from '../../contract/graph-media.ts';
import type { GraphOperationNotice, VerifiedGraphNotification } from '../../contract/graph-notification.ts';
import type { ProviderFailure } from '../../contract/provider-failure.ts';
import type { Told } from '../media-operation/model.ts';

export interface Context {
  readonly call: GraphCallInput;
  /** In Graph's words. */
  readonly state?: string;
  readonly audio?: string;
  /** No word on the audio came within its time after the call was established: of some calls none ever comes. */
  readonly audioIsAssumed?: true;
  /** Milliseconds since the epoch: the latest success of keepAlive, or the adoption. */
  readonly aliveAt: number;
  /** Counts from 1; a cancel ends one, and the next opens when the cancel cannot take effect any more. */
  readonly epoch: number;
  /** Whether the latest cancel was confirmed; one that was not may still end what was sent after it. */
  readonly fence: 'confirmed' | 'unconfirmed';
  /** Under their keys, all that were ever asked for: a repeat finds its own. */
  readonly operations: Readonly<Record<string, MediaRecord>>;
  /** Ids of what is held here, in order. */
  readonly queue: readonly string[];
  /** Ids of what was sent and shares Graph's queue, in order. */
  readonly line: readonly string[];
  /** Whose POST is on its way. */
  readonly inFlight?: string | undefined;
  /** It was clearly refused, and waits before it is sent again: nothing of it is on its way. */
  readonly inFlightWaits?: boolean;
  /** Of the operation by which tones are, or are about to be, subscribed to. */
  readonly toneSubscription?: string | undefined;
  /** The latest, each with what it was asked for. */
  readonly cancels: readonly MediaCancel[];
  /** Of all: a repeat must not cancel what came after the first. */
  readonly cancelIds: readonly string[];
  /** Counts the POSTs of all cancels. */
  readonly cancelSends: number;
  /** A cancel of an earlier epoch may still take effect: one that was not confirmed, or an earlier POST of one that was. */
  readonly lateCancelIsPossible: boolean;
  readonly cancelling?: Cancelling | undefined;
  /** Told under an id that no response has named yet. */
  readonly unmatched: readonly GraphOperationNotice[];
  readonly tones: Tones;
  readonly outcome?: GraphCallOutcome;
}

/** The present cancel, on its way. */
interface Cancelling {
  /** Counts its POSTs, for the back-off. */
  readonly sends: number;
  /** Milliseconds since the epoch: how long it is repeated. */
  readonly endsAt: number;
  /** ISO 8601: after it the present POST does not leave any more. */
  readonly sendUntil: string;
  /** One of its POSTs may have been executed. */
  readonly mayBeOut: boolean;
  /** The latest clear no. */
  readonly no?: ProviderFailure | undefined;
}

export interface Tones {
  readonly latest: readonly Tone[];
  /** The number of the next in order; absent until one has come, for nobody documents the first. */
  readonly next?: number | undefined;
  /** Those that came before the one that is next, in order. */
  readonly held: readonly Tone[];
  /** The number that is waited for. */
  readonly awaited?: number | undefined;
}

export type Event =
  | { readonly type: 'ENQUEUE'; readonly operation: MediaOperationRequest }
  | { readonly type: 'CANCEL_OPERATION'; readonly operationId: string }
  | { readonly type: 'CANCEL_MEDIA'; readonly cancelId: string }
  | VerifiedGraphNotification
  | Told;

/** As many as are open at once, and as many as a call can have in all: each takes its part of every view. */
export const MOST_OPEN = 100;
export const MOST_OPERATIONS = 3_000;

const KEPT_CANCELS = 20;
const KEPT_CANCEL_IDS = 3_000;
const KEPT_UNMATCHED = 20;

/** In which order Graph's states of a call follow each other; what is told late does not lead back. */
const RANK: Readonly<Record<string, number>> = {
  incoming: 0,
  establishing: 1,
  ringing: 1,
  established: 2,
  hold: 2,
  transferring: 2,
  transferaccepted: 2,
  redirecting: 2,
  terminating: 3,
  terminated: 4,
};

/** A state that is not known changes nothing by itself, and neither does one that is older than what is known. */
export function stateAfter(
  { state }: Pick<Context, 'state'>,
  told: Pick<GraphCallState, 'state' | 'audio'>,
): Pick<Context, 'state' | 'audio'> {
  const rank = RANK[told.state ?? ''];
  if (rank !== undefined && rank < (RANK[state ?? ''] ?? 0)) return {};
  return {
    ...(rank !== undefined && told.state !== undefined && { state: told.state }),
    ...(told.audio !== undefined && { audio: told.audio }),
  };
}

export function isReady({ state, audio, audioIsAssumed }: Context): boolean {
  return state === 'established' && (audio ?? (audioIsAssumed && 'active')) === 'active';
}

/** Only a word on the audio is missing. */
export function awaitsAudio({ state, audio, audioIsAssumed }: Context): boolean {
  return state === 'established' && audio === undefined && audioIsAssumed === undefined;
}

export function isOpen(record: MediaRecord | undefined): boolean {
  return record !== undefined && record.outcome === undefined;
}

export function keyOf(operationId: string): string {
  return operationId.slice(operationId.lastIndexOf('.') + 1);
}

export function recordOf(context: Context, operationId: string): MediaRecord | undefined {
  return context.operations[keyOf(operationId)];
}

export function withRecord(
  context: Context,
  operationId: string,
  changes: Partial<MediaRecord>,
): Pick<Context, 'operations'> {
  return withRecords(context, [operationId], changes);
}

export function withRecords(
  context: Context,
  operationIds: readonly string[],
  changes: Partial<MediaRecord>,
): Pick<Context, 'operations'> {
  const operations = { ...context.operations };
  for (const key of operationIds.map(keyOf)) {
    const record = operations[key];
    if (record !== undefined) operations[key] = { ...record, ...changes };
  }
  return { operations };
}

export function keepCancel(
  { cancels, cancelIds }: Context,
  cancel: MediaCancel,
): Pick<Context, 'cancels' | 'cancelIds'> {
  return {
    cancels: [...cancels, cancel].slice(-KEPT_CANCELS),
    cancelIds: [...cancelIds, cancel.cancelId].slice(-KEPT_CANCEL_IDS),
  };
}

export function keepUnmatched(
  unmatched: readonly GraphOperationNotice[],
  notice: GraphOperationNotice,
): readonly GraphOperationNotice[] {
  return [...unmatched, notice].slice(-KEPT_UNMATCHED);
}
