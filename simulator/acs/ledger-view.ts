import type { LedgerSummary } from '../ledger.ts';
import type { Acs } from './acs.ts';
import { personHash } from './identifiers.ts';
import type { AcsRequestEntry, AcsWebhookEntry, OperationName } from './ledger.ts';
import type { Invitation } from './world.ts';

export interface LedgerView {
  summary: LedgerSummary<OperationName>;
  requests: AcsRequestEntry[];
  webhooks: AcsWebhookEntry[];
  calls: { callConnectionId: string; state: string; people: string[]; endedAt: string | null }[];
  /** How often each invitation rang is one: an invitation is one ringing. */
  invitations: {
    invitationId: string;
    callConnectionId: string;
    person: string;
    operationContext: string | null;
    state: Invitation['state'];
    invitedAt: string;
    /** When it ends of itself. */
    endsAt: string;
    /** null: it still rings. */
    endedAt: string | null;
  }[];
  /** Who was in which call, from when until when, and by which invitation (null: the call was created with them). */
  stays: {
    callConnectionId: string;
    person: string;
    invitationId: string | null;
    joinedAt: string;
    leftAt: string | null;
    /** The operation context of the removal that ended it; null: they left by themselves, or the call ended. */
    removedBy: string | null;
  }[];
}

/** People appear as hashes of their raw ids (`personHash`), so that no phone number is told. */
export function ledgerView(acs: Acs): LedgerView {
  const { calls, invitations, stays } = acs.world();
  return {
    summary: acs.ledger.summary,
    requests: acs.ledger.requests,
    webhooks: acs.ledger.webhooks,
    calls: Object.values(calls).map(({ callConnectionId, state, participants, endedAt }) => ({
      callConnectionId,
      state,
      endedAt: timeOrNull(endedAt),
      people: participants.map(({ identifier }) => personHash(identifier.rawId)),
    })),
    invitations: Object.values(invitations).map(
      ({ invitationId, callConnectionId, identifier, operationContext, state, planned, invitedAt, endedAt }) => ({
        invitationId,
        callConnectionId,
        person: personHash(identifier.rawId),
        operationContext: operationContext ?? null,
        state,
        invitedAt: timeOf(invitedAt),
        endsAt: timeOf(planned.dueAt),
        endedAt: timeOrNull(endedAt),
      }),
    ),
    stays: stays.map(({ callConnectionId, rawId, invitationId, joinedAt, leftAt, removedBy }) => ({
      callConnectionId,
      person: personHash(rawId),
      invitationId: invitationId ?? null,
      joinedAt: timeOf(joinedAt),
      leftAt: timeOrNull(leftAt),
      removedBy: removedBy ?? null,
    })),
  };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

function timeOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : timeOf(ms);
}
