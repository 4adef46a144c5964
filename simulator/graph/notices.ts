import { randomUUID } from 'node:crypto';
import type { CallState } from './names.ts';
import type { Switches } from './switches.ts';
import type { Audio, Call, ToneInfo } from './world.ts';

/** What one notification tells of a call. */
export interface CallNotice {
  readonly state: CallState;
  /** Absent: nothing is said of the audio. */
  readonly audio?: Audio;
  readonly tone?: ToneInfo;
  readonly result?: object;
  /** What comes with it in captured notifications, which nobody asked for. */
  readonly besides?: 'direction' | 'meeting' | 'chat' | 'token';
}

/** As live notifications were captured: what has changed, and hardly anything else. */
export function capturedNotice(
  call: Call,
  { state, audio, tone, result, besides }: CallNotice,
  { secretsInNotices }: Pick<Switches, 'secretsInNotices'>,
): Record<string, unknown> {
  return {
    '@odata.type': '#microsoft.graph.call',
    state,
    ...(besides === 'direction' && { direction: call.direction }),
    ...mediaState(audio),
    ...toneInfo(tone),
    ...(result !== undefined && { resultInfo: result }),
    ...(besides === 'meeting' && meeting),
    ...(besides === 'chat' && secretsInNotices && chat()),
    ...(besides === 'token' && secretsInNotices && { meetingInfo: tokenOfMeeting() }),
    ...(tone === undefined && { callChainId: call.callChainId }),
  };
}

/** As the documentation has the resource. */
export function wholeNotice(call: Call, { state, audio, tone, result }: CallNotice): Record<string, unknown> {
  return {
    ...callResource({ ...call, state }, audio),
    ...toneInfo(tone),
    ...(result !== undefined && { resultInfo: result }),
  };
}

/** Microsoft Graph schema v1.0: call is an open type, so that other members are legal. */
export function callResource(call: Call, audio: Audio | undefined): Record<string, unknown> {
  const { state, direction, callbackUri, tenantId, callChainId } = call;
  return {
    '@odata.type': '#microsoft.graph.call',
    state,
    ...mediaState(audio),
    direction,
    callbackUri,
    tenantId,
    callChainId,
    mediaConfig: { '@odata.type': '#microsoft.graph.serviceHostedMediaConfig' },
  };
}

function mediaState(audio: Audio | undefined): object {
  return audio === undefined ? {} : { mediaState: { '@odata.type': '#microsoft.graph.callMediaState', audio } };
}

function toneInfo(tone: ToneInfo | undefined): object {
  return tone === undefined ? {} : { toneInfo: { '@odata.type': '#microsoft.graph.toneInfo', ...tone } };
}

const meeting = { meetingCapability: { '@odata.type': '#microsoft.graph.meetingCapability' }, coOrganizers: [] };

function chat(): object {
  return {
    chatInfo: { '@odata.type': '#microsoft.graph.chatInfo', threadId: `19:${randomUUID()}`, messageId: '0' },
    replacesContext: `simulated-replaces-${randomUUID()}`,
  };
}

/** It looks like the JSON web token that it is with Graph, and is none. */
function tokenOfMeeting(): object {
  const part = (text: string) => Buffer.from(text).toString('base64url');
  const token = [part('{"alg":"RS256"}'), part(`{"simulated":"${randomUUID()}"}`), 'signature'].join('.');
  return { '@odata.type': '#microsoft.graph.tokenMeetingInfo', token };
}
