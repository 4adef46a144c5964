import type { LedgerView } from '../../simulator/control-client.ts';

type Request = LedgerView['requests'][number];

/** An add that was executed under its pair, as the ledger tells it. */
export function exampleRequest(changes: Partial<Request> = {}): Request {
  return {
    sequence: 1,
    at: '2026-01-01T12:00:00.000Z',
    operation: 'addParticipant',
    callConnectionId: 'call-1',
    repeatabilityRequestId: 'pair-1',
    firstSent: 'Thu, 01 Jan 2026 12:00:00 GMT',
    status: 202,
    outcome: 'answered',
    executed: true,
    repeat: false,
    fault: null,
    pathAndBodyHash: 'hash',
    operationContext: 'acs-add-0:add:1',
    invitationId: null,
    ...changes,
  };
}
