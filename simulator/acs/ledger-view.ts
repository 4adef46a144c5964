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
  calls: { callConnectionId: string; state: string; people: string[] }[];
  /** How often each invitation rang is one: an invitation is one ringing. */
  invitations: {
    invitationId: string;
    callConnectionId: string;
    person: string;
    operationContext: string | null;
    state: Invitation['state'];
    endsAt: string;
  }[];
}

/** People appear as hashes of their raw ids (`personHash`), so that no phone number is told. */
export function ledgerView(acs: Acs): LedgerView {
  const { calls, invitations } = acs.world();
  return {
    summary: acs.ledger.summary,
    requests: acs.ledger.requests,
    webhooks: acs.ledger.webhooks,
    calls: Object.values(calls).map(({ callConnectionId, state, participants }) => ({
      callConnectionId,
      state,
      people: participants.map(({ identifier }) => personHash(identifier.rawId)),
    })),
    invitations: Object.values(invitations).map(
      ({ invitationId, callConnectionId, identifier, operationContext, state, planned }) => ({
        invitationId,
        callConnectionId,
        person: personHash(identifier.rawId),
        operationContext: operationContext ?? null,
        state,
        endsAt: new Date(planned.dueAt).toISOString(),
      }),
    ),
  };
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
