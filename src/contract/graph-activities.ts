import type { MediaResult } from './media-result.ts';

/**
 * A Microsoft cloud. In China the media actions do not exist.
 * @see Microsoft Learn, "Microsoft Graph national cloud deployments", service root endpoints
 */
export type GraphCloud = 'global' | 'usGovernment' | 'usGovernmentDod' | 'china';

/**
 * Whether playPrompt, recordResponse, subscribeToTone and cancelMediaProcessing exist in a cloud.
 * @see Microsoft Learn, call: playPrompt and its like (v1.0), availability tables; Graph's schema for the cloud in China
 *   (msgraph-metadata, Mooncake), which has none of the four
 */
export function hasMediaActions(cloud: GraphCloud): boolean {
  return cloud !== 'china';
}

/** What every request about a call carries. All of it is recorded input. */
export interface GraphRequest {
  readonly cloud: GraphCloud;
  /** The tenant of the call: whose token the request bears. */
  readonly tenantId: string;
  /** Normalised: of what comes as a GUID, lower case and with dashes. */
  readonly callId: string;
  /** Milliseconds after which the request is given up. The token before it may take as long. */
  readonly httpTimeoutMs: number;
}

/** A request that changes the media of a call. Graph repeats whatever it is sent twice, so each is sent once. */
export interface MediaRequest extends GraphRequest {
  /** Unique for every POST, at most 256 characters, and without personal data: it tells a ghost of an earlier send apart. */
  readonly clientContext: string;
  /** ISO 8601, asked just before sending: a worker that Temporal has given up may still come to it. */
  readonly sendUntil: string;
}

/** @see Microsoft Learn, resource type mediaPrompt and mediaInfo: WAV, mono, 16 bit, 16 kHz */
export interface Prompt {
  readonly uri: string;
  /** Under which Graph caches the audio. */
  readonly resourceId?: string | undefined;
}

/** @see Microsoft Learn, call: playPrompt */
export interface PlayPromptRequest extends MediaRequest {
  /** 1 to 20. */
  readonly prompts: readonly Prompt[];
}

/** @see Microsoft Learn, call: recordResponse */
export interface RecordResponseRequest extends MediaRequest {
  readonly prompt?: Prompt | undefined;
  readonly bargeInAllowed: boolean;
  /** 1 to 120, as the two below. */
  readonly initialSilenceTimeoutSeconds: number;
  readonly maxSilenceTimeoutSeconds: number;
  readonly maxRecordDurationSeconds: number;
  readonly playBeep: boolean;
  /** Characters, such as `#`; not the names by which tones are told. */
  readonly stopTones: readonly string[];
}

/** @see Microsoft Learn, call: subscribeToTone; it is complete with its response. */
export type SubscribeToToneRequest = MediaRequest;

/** @see Microsoft Learn, call: cancelMediaProcessing (English original): what runs and what is queued. */
export type CancelMediaProcessingRequest = MediaRequest;

/** What Graph answered to a media request: the operation that it made of it. */
export interface MediaResponse {
  /** The body's; that of the `Location` header may be another one. */
  readonly operationId?: string;
  /** In lower case: `notstarted`, `running`, `completed` or `failed`; absent where the body has none. */
  readonly status?: string;
  /** Where the operation is over with its response. */
  readonly result?: MediaResult;
  readonly code?: number;
  readonly subCode?: number;
  readonly message?: string;
}

/**
 * `found: false` stands for Graph's 404: the call has ended. Otherwise `state` is in lower case, such as `established`,
 * `hold`, `transferring`, and absent where the body has none.
 * @see Microsoft Learn, Get call
 */
export interface GraphCallState {
  readonly found: boolean;
  readonly state?: string;
  /** In lower case: `active` or `inactive`. */
  readonly audio?: string;
  readonly tenantId?: string;
}

/** Implemented in `src/activities`; a machine's actors bear the same names. */
export interface GraphActivities {
  playPrompt(request: PlayPromptRequest): Promise<MediaResponse>;
  recordResponse(request: RecordResponseRequest): Promise<MediaResponse>;
  subscribeToTone(request: SubscribeToToneRequest): Promise<MediaResponse>;
  cancelMediaProcessing(request: CancelMediaProcessingRequest): Promise<MediaResponse>;
  /** `found: false` stands for Graph's 404: the call has ended. */
  keepAlive(request: GraphRequest): Promise<Pick<GraphCallState, 'found'>>;
  getGraphCall(request: GraphRequest): Promise<GraphCallState>;
  /** `found: false`: it had ended before. */
  deleteCall(request: GraphRequest): Promise<Pick<GraphCallState, 'found'>>;
}
