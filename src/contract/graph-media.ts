import type {
  GraphCloud,
  MediaRequest,
  PlayPromptRequest,
  RecordResponseRequest,
  SubscribeToToneRequest,
} from './graph-activities.ts';
import type { MediaFailureReason } from './media-result.ts';
import type { Evidence, ProviderWords } from './outcome.ts';

/** Limits of the waiting, in milliseconds. Recorded in the call's input at its adoption, so that a replay waits alike. */
export interface MediaWaits {
  /** After which one attempt of a request is given up. */
  readonly httpTimeoutMs: number;
  /** After which Temporal gives an attempt up. Above twice `httpTimeoutMs`: a token may be waited for. */
  readonly startToCloseMs: number;
  /** After which a silent worker is taken for dead. */
  readonly heartbeatMs: number;
  /** Before a request that was clearly refused is made again; doubled each time, up to 20 times itself. */
  readonly backOffMs: number;
  /** How often a call is looked at that is not ready. */
  readonly lookMs: number;
  /** How long after the call was established a word on its audio is waited for; then it is taken for active. */
  readonly audioMs: number;
  /** How long the notifications of what a confirmed cancel has ended are waited for. */
  readonly cancelNoticesMs: number;
  /** How long a cancel is repeated whose answer is lost, before the next epoch opens all the same. */
  readonly fenceMs: number;
  /** How long a tone waits for the one before it. */
  readonly toneGapMs: number;
  /** How often the call is kept alive. */
  readonly keepAliveMs: number;
  /** How long after the latest success the call is taken for ended. */
  readonly aliveMs: number;
}

/** The input of the workflow of a call: its adoption. */
export interface GraphCallInput {
  /** Normalised. */
  readonly callId: string;
  readonly tenantId: string;
  readonly cloud: GraphCloud;
  /** Which tones were pressed is dropped before it reaches a history. */
  readonly keepTones: boolean;
  /** ISO 8601. */
  readonly requestedAt: string;
  readonly waits: MediaWaits;
}

export type MediaKind = 'playPrompt' | 'recordResponse' | 'subscribeToTone';

/** What a media operation asks of Graph. */
export type MediaCommand =
  | Command<'playPrompt', PlayPromptRequest>
  | Command<'recordResponse', RecordResponseRequest>
  | Command<'subscribeToTone', SubscribeToToneRequest>;

/** All of a request but where it goes and how it is sent. */
type Command<Kind extends MediaKind, Request extends MediaRequest> = Omit<Request, keyof MediaRequest> & {
  readonly kind: Kind;
  /** After which the end of the operation is not waited for any longer; from its turn on. */
  readonly timeLimitSeconds: number;
};

/** One media operation, as it is asked for. */
export interface MediaOperationRequest {
  readonly operationId: string;
  readonly command: MediaCommand;
  /** What is done where nobody knows whether Graph took it: `lost`, or sent again, and perhaps heard twice. */
  readonly onAmbiguity: 'atMostOnce' | 'atLeastOnce';
  /** ISO 8601: after it the operation is not sent any more. */
  readonly notAfter: string;
  /** ISO 8601. */
  readonly requestedAt: string;
  /** By which a repeat is told from another request under the same idempotency key. */
  readonly requestHash: string;
  /** The caller's own; kept, and never sent. */
  readonly correlation?: string;
}

export type MediaOutcome =
  | ({
      readonly type: 'completed';
      /** Where Graph keeps a recording, until soon after the call's end. */
      readonly recordingLocation?: string;
    } & Evidence &
      ProviderWords)
  | ({ readonly type: 'cancelled'; readonly how: MediaCancelledBy } & Evidence & ProviderWords)
  | ({
      readonly type: 'failed';
      readonly reason: MediaFailureReason;
      /** Of a recording, as far as it went. */
      readonly recordingLocation?: string;
      /** Of `forbidden`: the permission that the request needs. */
      readonly neededPermission?: string;
      /** Of `forbidden`: why Graph may have refused, as far as it is known. */
      readonly knownCauses?: readonly string[];
    } & Evidence &
      ProviderWords)
  /** Nobody knows whether it was heard. */
  | ({ readonly type: 'lost' } & Evidence)
  | ({ readonly type: 'callEnded' } & Evidence);

export type MediaCancelledBy =
  /** It had not left us. */
  | 'neverSent'
  /** By a cancel that was asked for after it. */
  | 'mediaCancelled'
  /** By a recording of ours that was allowed to barge in. */
  | 'bargedIn'
  /** By a cancel of an earlier epoch that was never confirmed. */
  | 'lateCancel'
  /** By nobody that we know of. */
  | 'unasked';

/** What a call knows of one of its operations, also after the operation's end. */
export interface MediaRecord {
  readonly kind: MediaKind;
  readonly requestedAt: string;
  readonly notAfter: string;
  readonly requestHash: string;
  readonly correlation?: string;
  /** A recording that ends what was sent before it. */
  readonly bargesIn?: true;
  /** In which it was sent; absent while it is held here, and Graph has it certainly not. */
  readonly epoch?: number | undefined;
  /** Graph's id of the operation. */
  readonly graphId?: string;
  /** A cancel of the media was asked for while it was open. */
  readonly cancelRequestedAt?: string;
  /** How often Graph told the end of an earlier send of it: it was perhaps heard more than once. */
  readonly ghosts?: number;
  readonly outcome?: MediaOutcome;
  /** The number of the send that the outcome is about. */
  readonly send?: number;
  /** Told after an outcome that says nothing of a recording. */
  readonly recordingLocation?: string;
  /** ISO 8601. */
  readonly endedAt?: string;
  /** What Graph told against the outcome, afterwards. */
  readonly contradictions?: readonly string[];
}

/** A cancel of all media of a call. */
export interface MediaCancel {
  readonly cancelId: string;
  /** The epoch that it ends. */
  readonly epoch: number;
  /** What was open when it was asked for. */
  readonly operationIds: readonly string[];
  /** ISO 8601. */
  readonly requestedAt: string;
  readonly state: 'sent' | 'confirmed' | 'refused' | 'unconfirmed' | 'callEnded';
  /** Graph's, where it refused. */
  readonly code?: string;
}

/** A tone that somebody in the call pressed. */
export interface Tone {
  readonly sequenceId: number;
  /** `tone0` to `tone9`, `star`, `pound`, `a` to `d`, `flash`; absent where tones are not kept. */
  readonly tone?: string;
  /** How many before it were not told within the wait. */
  readonly missingBefore?: number;
  /** A later one was told before it. */
  readonly late?: true;
}

export type GraphCallOutcome = { readonly type: 'ended' } & Evidence & ProviderWords;

/** What a call's commands are answered with: its `summary`. It is written to history, and so holds what is open only. */
export interface GraphCallSummary {
  readonly kind: 'graphCall';
  readonly callId: string;
  readonly phase: 'pending' | 'settled';
  readonly epoch: number;
  /** Of what is open, in the order in which it was asked for. */
  readonly open: readonly { readonly operationId: string; readonly state: unknown }[];
  /** The latest. */
  readonly cancel?: MediaCancel;
  /** The operation by which tones are, or are about to be, subscribed to. */
  readonly toneSubscription?: string;
}
