import { Fields } from './json-fields.ts';
import type { LedgerSummary } from './ledger.ts';

const requestCounts = ['arrived', 'executed', 'repeats', 'refused', 'faults'] as const;
const webhookCounts = ['delivered', 'failed', 'dropped'] as const;

export interface WaitedFor {
  holds: () => boolean;
  sentence: string;
}

/** `?wait=executed&of=addParticipant&count=2` or `?wait=delivered&of=CallDisconnected`: the condition that the ledger is to wait for. */
export function waitedFor<Name extends string>(
  query: unknown,
  ledger: { readonly summary: LedgerSummary<Name> },
  operations: readonly Name[],
  eventTypes: readonly string[],
): WaitedFor | undefined {
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
