import type {
  GraphRequest,
  MediaRequest,
  PlayPromptRequest,
  RecordResponseRequest,
  SubscribeToToneRequest,
} from '../../contract/graph-activities.ts';
import type { GraphCallInput, MediaCommand, MediaKind } from '../../contract/graph-media.ts';
import { formatClientContext } from '../../contract/media-ids.ts';
import type { Context } from './model.ts';

export function lookRequest({ callId, tenantId, cloud, waits }: GraphCallInput): GraphRequest {
  return { cloud, tenantId, callId, httpTimeoutMs: waits.httpTimeoutMs };
}

/**
 * Until when a request may leave: so early that its answer, or its time-out, is there before Temporal gives the attempt
 * up. After that nothing of it can reach Graph.
 */
export function sendUntil({ waits }: GraphCallInput, nowMs: number, notAfter = Number.POSITIVE_INFINITY): string {
  return new Date(Math.min(nowMs + waits.startToCloseMs - waits.httpTimeoutMs, notAfter)).toISOString();
}

/** Milliseconds until nothing of a request can reach Graph any more that may leave until then. */
export function untilNothingLeaves({ waits }: GraphCallInput, until: string | undefined): number {
  return Math.max(0, Date.parse(until ?? '') - Date.now()) + waits.httpTimeoutMs;
}

export function playPromptRequest(context: Context): PlayPromptRequest {
  const { prompts } = commandOf(context, 'playPrompt');
  return { ...mediaRequest(context), prompts };
}

export function recordResponseRequest(context: Context): RecordResponseRequest {
  const { kind: _kind, timeLimitSeconds: _ours, ...recording } = commandOf(context, 'recordResponse');
  return { ...mediaRequest(context), ...recording };
}

export function subscribeToToneRequest(context: Context): SubscribeToToneRequest {
  return mediaRequest(context);
}

function mediaRequest({ call, operation, sends, sendUntil: until = '' }: Context): MediaRequest {
  return {
    ...lookRequest(call),
    clientContext: formatClientContext(operation.operationId, sends),
    sendUntil: until,
  };
}

function commandOf<Kind extends MediaKind>({ operation: { command } }: Context, kind: Kind) {
  if (command.kind !== kind) throw new Error(`the operation is a ${command.kind}, no ${kind}`);
  return command as Extract<MediaCommand, { readonly kind: Kind }>;
}
