import type { CancelFate, CancelState } from '../../contract/add-participant.ts';
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
    ...(request.correlation !== undefined && { correlation: request.correlation }),
    notAfter: request.notAfter,
    requestedAt: request.requestedAt,
    contradictions: context.contradictions,
  };
}

/** What is under way while the operation is open has, once it is settled, become of it what will. */
const ONCE_SETTLED: Partial<Record<CancelState, CancelState>> = { waitingForId: 'notPossible', sent: 'unknown' };

function tell({ requestedAt, state, code }: CancelFate, settled: boolean): CancelFate {
  return {
    requestedAt,
    state: settled ? (ONCE_SETTLED[state] ?? state) : state,
    ...(code !== undefined && { code }),
  };
}
