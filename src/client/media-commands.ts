import type { z } from 'zod';
import type { MediaCommand } from '../contract/graph-media.ts';
import { promptBody, recordingBody, toneSubscriptionBody } from '../contract/graph-media.schema.ts';
import { definedOf } from './defined-of.ts';
import { parseRequest } from './parse-request.ts';

/** docs/ivr-media.md tells of each field. */
export type PlayPromptRequest = z.input<typeof promptBody>;
export type RecordResponseRequest = z.input<typeof recordingBody>;
export type SubscribeToToneRequest = z.input<typeof toneSubscriptionBody>;

/** A response to a tone subscription carries its end: how long it is waited for only bounds what is odd. */
const SUBSCRIPTION_TIME_LIMIT_SECONDS = 60;
/** For the prompt and the beep before a recording, and the way there and back. */
const BESIDE_THE_RECORDING_SECONDS = 60;

/** What is asked of a call. A repeat is recognised by its JSON: the order of the properties belongs to it. */
export interface MediaRequest {
  readonly onAmbiguity: 'atMostOnce' | 'atLeastOnce';
  /** ISO 8601. */
  readonly notAfter?: string;
  readonly correlation?: string;
  readonly command: MediaCommand;
}

/** @throws InvalidRequest */
export function promptOf(request: PlayPromptRequest): MediaRequest {
  const { prompts, timeLimitSeconds, ...policy } = parseRequest(promptBody, request);
  return { ...policy, command: { kind: 'playPrompt', prompts: prompts.map(definedOf), timeLimitSeconds } };
}

/** @throws InvalidRequest */
export function recordingOf(request: RecordResponseRequest): MediaRequest {
  const parsed = parseRequest(recordingBody, request);
  const { onAmbiguity, notAfter, correlation, prompt, timeLimitSeconds, ...recording } = parsed;
  const command: MediaCommand = {
    kind: 'recordResponse',
    ...recording,
    ...(prompt && { prompt: definedOf(prompt) }),
    timeLimitSeconds: timeLimitSeconds ?? secondsOf(recording) + BESIDE_THE_RECORDING_SECONDS,
  };
  return { ...definedOf({ onAmbiguity, notAfter, correlation }), command };
}

/** @throws InvalidRequest */
export function toneSubscriptionOf(request: SubscribeToToneRequest): MediaRequest {
  const policy = parseRequest(toneSubscriptionBody, request);
  return { ...policy, command: { kind: 'subscribeToTone', timeLimitSeconds: SUBSCRIPTION_TIME_LIMIT_SECONDS } };
}

function secondsOf(recording: {
  readonly initialSilenceTimeoutSeconds: number;
  readonly maxRecordDurationSeconds: number;
  readonly maxSilenceTimeoutSeconds: number;
}): number {
  return (
    recording.initialSilenceTimeoutSeconds + recording.maxRecordDurationSeconds + recording.maxSilenceTimeoutSeconds
  );
}
