import type { AddParticipantInput, CodePair, Waits } from '../contract/add-participant.ts';
import {
  DEFAULT_CANCELLED_CODES,
  DEFAULT_MEDIA_WAITS,
  DEFAULT_NOT_AFTER_MS,
  DEFAULT_TASK_QUEUE,
  DEFAULT_WAITS,
  DEFAULT_WORKFLOW_TASK_TIMEOUT_MS,
} from '../contract/defaults.ts';
import type { MediaWaits } from '../contract/graph-media.ts';

/** What is fixed in all that a client starts. */
export interface SettingsOptions {
  /** Where ACS sends the events of operations: `<public URL>/webhooks/acs` of a server. */
  readonly callbackUri: string;
  /** On which the workers take work: `durable-calls` unless given. */
  readonly taskQueue?: string | undefined;
  /** How long after its acceptance an operation may still be sent, unless its request says otherwise: 60,000 unless given. */
  readonly notAfterMs?: number | undefined;
  /** After which Temporal gives a workflow task out again whose worker has died with it: 5,000 unless given. */
  readonly workflowTaskTimeoutMs?: number | undefined;
  /** Of adding participants; see docs/configuration.md for what each is, and the defaults. */
  readonly waits?: Partial<Waits> | undefined;
  /** Of the media of calls. */
  readonly mediaWaits?: Partial<MediaWaits> | undefined;
  /** With which code pairs ACS tells of an invitation that was cancelled. */
  readonly cancelledCodes?: readonly CodePair[] | undefined;
}

export interface Settings {
  readonly taskQueue: string;
  readonly notAfterMs: number;
  readonly workflowTaskTimeoutMs: number;
  readonly mediaWaits: MediaWaits;
  /** Fixed in the recorded input of every operation that is started. */
  readonly addParticipant: Pick<AddParticipantInput, 'operationCallbackUri' | 'waits' | 'cancelledCodes'>;
}

/** @throws TypeError where an attempt would be given up before its request is */
export function settingsOf(options: SettingsOptions): Settings {
  const { callbackUri, taskQueue = DEFAULT_TASK_QUEUE, notAfterMs = DEFAULT_NOT_AFTER_MS } = options;
  const waits = { ...DEFAULT_WAITS, ...options.waits };
  const mediaWaits = { ...DEFAULT_MEDIA_WAITS, ...options.mediaWaits };
  for (const { startToCloseMs, httpTimeoutMs } of [waits, mediaWaits]) {
    if (startToCloseMs <= 2 * httpTimeoutMs)
      throw new TypeError('startToCloseMs must be greater than twice httpTimeoutMs: a token may be waited for first');
  }
  return {
    taskQueue,
    notAfterMs,
    workflowTaskTimeoutMs: options.workflowTaskTimeoutMs ?? DEFAULT_WORKFLOW_TASK_TIMEOUT_MS,
    mediaWaits,
    addParticipant: {
      operationCallbackUri: callbackUri,
      waits,
      cancelledCodes: options.cancelledCodes ?? DEFAULT_CANCELLED_CODES,
    },
  };
}
