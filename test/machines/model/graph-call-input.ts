import type { GraphCallInput, MediaCommand, MediaOperationRequest } from '../../../src/contract/graph-media.ts';
import { mediaOperationId } from '../../../src/contract/media-ids.ts';
import { play, record, subscribe } from '../../support/graph-call-machine.ts';
import { STARTED_AT } from './model.ts';

export const CALL = '57dab8b1-894c-409a-b240-bd8beae78896';
export const TENANT = '3f1c2a10-9d4b-4f0e-8a6c-1b2d3e4f5a6b';

export const callInput: GraphCallInput = {
  callId: CALL,
  tenantId: TENANT,
  cloud: 'global',
  keepTones: true,
  requestedAt: new Date(STARTED_AT).toISOString(),
  waits: {
    httpTimeoutMs: 10_000,
    startToCloseMs: 25_000,
    heartbeatMs: 5_000,
    backOffMs: 500,
    lookMs: 5_000,
    audioMs: 2_000,
    cancelNoticesMs: 10_000,
    fenceMs: 60_000,
    toneGapMs: 2_000,
    keepAliveMs: 900_000,
    aliveMs: 2_700_000,
  },
};

const COMMANDS: Readonly<Record<MediaCommand['kind'], MediaCommand>> = {
  playPrompt: play,
  recordResponse: { ...record, bargeInAllowed: true },
  subscribeToTone: subscribe,
};

/** An operation of the call, by its number. */
export function mediaRequest(number: number, kind: MediaCommand['kind'] = 'playPrompt'): MediaOperationRequest {
  return {
    operationId: mediaOperationId(CALL, String(number).padStart(32, '0')),
    command: COMMANDS[kind],
    onAmbiguity: 'atMostOnce',
    notAfter: new Date(STARTED_AT + 90_000).toISOString(),
    requestedAt: new Date(STARTED_AT).toISOString(),
    requestHash: `hash-${number}`,
  };
}

/** How Graph tells the end of an operation. One word of each kind that the machines tell apart. */
export const TOLD = [
  { says: 'is completed', status: 'completed', code: 200, subCode: 0, result: 'completed' },
  { says: 'is cancelled', status: 'failed', code: 400, subCode: 8508, result: 'cancelled' },
  { says: 'has failed', status: 'failed', code: 400, subCode: 8510, result: 'silence' },
] as const;
