import type { CancelFate } from '../../contract/add-participant.ts';
import type { OperationSummary } from '../../contract/operation-view.ts';
import type { Context } from './model.ts';

/** What callers need to know of an add-participant operation. */
export function summarizeAddParticipant({ context }: { readonly context: Context }): OperationSummary {
  const { request, outcome, cancel } = context;
  return {
    kind: 'addParticipant',
    provider: 'acs',
    callId: request.callConnectionId,
    phase: outcome !== undefined ? 'settled' : cancel !== undefined ? 'cancelling' : 'pending',
    ...(outcome && { outcome }),
    ...(cancel && { cancel: tell(cancel, outcome !== undefined) }),
    notAfter: request.notAfter,
    requestedAt: request.requestedAt,
    contradictions: [],
  };
}

/** A cancel that still waits for its invitation id when the operation settles was never sent. */
function tell({ requestedAt, state, code }: CancelFate, settled: boolean): CancelFate {
  return {
    requestedAt,
    state: settled && state === 'waitingForId' ? 'notPossible' : state,
    ...(code !== undefined && { code }),
  };
}
