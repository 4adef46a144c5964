import type {
  AcsRequest,
  AddParticipantRequest,
  CancelAddParticipantRequest,
  RemoveParticipantRequest,
} from '../../src/contract/acs-activities.ts';
import { createAcsGateway } from '../../src/providers/acs/gateway.ts';
import type { AcsGateway } from '../../src/providers/acs/gateway.ts';

/** Base64 of "access-key-of-the-tests", and nothing that opens anything. */
export const ACCESS_KEY = Buffer.from('access-key-of-the-tests').toString('base64');

export function gatewayTo(origin: string): AcsGateway {
  return createAcsGateway({ connectionString: `endpoint=${origin}/;accesskey=${ACCESS_KEY}` });
}

export const look: AcsRequest = { callConnectionId: 'call-1', httpTimeoutMs: 2_000 };

export function addRequest(changes: Partial<AddParticipantRequest> = {}): AddParticipantRequest {
  return {
    ...repeatable('add'),
    participant: { kind: 'phoneNumber', value: '+14255550123' },
    sourceCallerIdNumber: '+14255550100',
    invitationTimeoutSeconds: 30,
    notAfter: new Date(Date.now() + 60_000).toISOString(),
    ...changes,
  };
}

export function cancelRequest(changes: Partial<CancelAddParticipantRequest> = {}): CancelAddParticipantRequest {
  return { ...repeatable('cancel'), invitationId: 'invitation-1', ...changes };
}

export function removeRequest(changes: Partial<RemoveParticipantRequest> = {}): RemoveParticipantRequest {
  return { ...repeatable('remove'), participant: { kind: 'phoneNumber', value: '+14255550123' }, ...changes };
}

function repeatable(verb: 'add' | 'cancel' | 'remove') {
  return {
    ...look,
    pair: { requestId: '6f1e4f4a-4d0c-4f0e-9d39-0d2f6c1b2a3e', firstSent: new Date().toUTCString() },
    pairWindowMs: 270_000,
    operationContext: `acs-0123:${verb}:1`,
    operationCallbackUri: 'https://calls.example.com/webhooks/acs',
  };
}

/** An attempt that nobody gives up. */
export function attemptNumber(number: number) {
  return { number, signal: new AbortController().signal };
}
