import type { AccessToken, TokenCredential } from '@azure/identity';
import type {
  CancelMediaProcessingRequest,
  GraphRequest,
  PlayPromptRequest,
  RecordResponseRequest,
} from '../../src/contract/graph-activities.ts';
import { graphClient } from '../../src/providers/graph/client.ts';
import { GraphGateway } from '../../src/providers/graph/gateway.ts';
import { TenantTokens } from '../../src/providers/graph/tenant-tokens.ts';

export const CALL = '57dab8b1-894c-409a-b240-bd8beae78896';
export const TENANT = '9b2f0f6e-6b2f-4a0e-9d2b-3c1f0a4f7d33';
export const OTHER_TENANT = '9b2f0f6e-6b2f-4a0e-9d2b-3c1f0a4f7d44';

export const aboutCall: GraphRequest = { cloud: 'global', tenantId: TENANT, callId: CALL, httpTimeoutMs: 2_000 };

function inAMinute(): string {
  return new Date(Date.now() + 60_000).toISOString();
}

export function playRequest(changes: Partial<PlayPromptRequest> = {}): PlayPromptRequest {
  return {
    ...aboutCall,
    clientContext: 'graph-0123:play:1',
    sendUntil: inAMinute(),
    prompts: [{ uri: 'https://prompts.invalid/welcome.wav' }],
    ...changes,
  };
}

export function recordRequest(changes: Partial<RecordResponseRequest> = {}): RecordResponseRequest {
  return {
    ...aboutCall,
    clientContext: 'graph-0123:record:1',
    sendUntil: inAMinute(),
    bargeInAllowed: false,
    initialSilenceTimeoutSeconds: 5,
    maxSilenceTimeoutSeconds: 6,
    maxRecordDurationSeconds: 7,
    playBeep: true,
    stopTones: ['#', '1'],
    ...changes,
  };
}

/** Of a cancel, and of a subscription to tones. */
export function bareRequest(changes: Partial<CancelMediaProcessingRequest> = {}): CancelMediaProcessingRequest {
  return { ...aboutCall, clientContext: 'graph-0123:cancel:1', sendUntil: inAMinute(), ...changes };
}

export function tokenOf(tenantId: string): AccessToken {
  return { token: `token-of-${tenantId}`, expiresOnTimestamp: Date.now() + 3_600_000 };
}

const atOnce = (tenantId: string): TokenCredential => ({ getToken: () => Promise.resolve(tokenOf(tenantId)) });

/** A gateway to a server of the tests, with tokens that name their tenant. */
export function graphGatewayTo(origin: string, credentialOf = atOnce): GraphGateway {
  return new GraphGateway(graphClient('global', origin, new TenantTokens(credentialOf, 'scope')));
}
