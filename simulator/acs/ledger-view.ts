import { Fields } from '../json-fields.ts';
import type { Acs } from './acs.ts';
import { eventTypes } from './cloud-events.ts';
import { personHash } from './identifiers.ts';
import { operations, type Ledger, type LedgerSummary, type RequestEntry, type WebhookEntry } from './ledger.ts';
import type { Invitation } from './world.ts';

export interface LedgerView {
  summary: LedgerSummary;
  requests: RequestEntry[];
  webhooks: WebhookEntry[];
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
    stays: stays.map(({ callConnectionId, rawId, invitationId, joinedAt, leftAt }) => ({
      callConnectionId,
      person: personHash(rawId),
      invitationId: invitationId ?? null,
      joinedAt: timeOf(joinedAt),
      leftAt: timeOrNull(leftAt),
    })),
  };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

function timeOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : timeOf(ms);
}

const requestCounts = ['arrived', 'executed', 'repeats', 'refused', 'faults'] as const;
const webhookCounts = ['delivered', 'failed', 'dropped'] as const;

/** `?wait=executed&of=addParticipant&count=2` or `?wait=delivered&of=CallDisconnected`: the condition that the ledger is to wait for. */
export function waitedFor(query: unknown, ledger: Ledger): { holds: () => boolean; sentence: string } | undefined {
  const fields = Fields.of({ ...(query as object) }, '');
  if (!fields.has('wait')) return undefined;
  const wait = fields.oneOf('wait', [...requestCounts, ...webhookCounts]);
  const count = Number(fields.optionalString('count') ?? 1);
  const sentence = `${wait} ${fields.string('of')} × ${count}`;
  const requestCount = requestCounts.find((name) => name === wait);
  if (requestCount) {
    const operation = fields.oneOf('of', operations);
    return { sentence, holds: () => ledger.summary.operations[operation][requestCount] >= count };
  }
  const type = fields.oneOf('of', eventTypes);
  const webhookCount = webhookCounts.find((name) => name === wait) ?? 'delivered';
  return { sentence, holds: () => (ledger.summary.webhooks[type]?.[webhookCount] ?? 0) >= count };
}
