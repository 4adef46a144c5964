import { randomUUID } from 'node:crypto';
import type { EventForm } from '../webhooks.ts';
import { shortType, type CloudEvent } from './cloud-events.ts';
import type { AcsWebhookEntry } from './ledger.ts';

/** CloudEvents in an array, with a token that says who sends them (Microsoft docs, Secure webhook endpoint). */
export function cloudEventForm(token: () => Promise<string>): EventForm<CloudEvent, AcsWebhookEntry> {
  return {
    typeOf: shortType,
    renewed: (event) => ({ ...event, id: randomUUID() }),
    laneOf: ({ to }) => to,
    headersFor: async () => ({ authorization: `Bearer ${await token()}` }),
    // As recorded: the provider's serializer escapes the plus.
    bodyFor: (events) => JSON.stringify(events).replaceAll('+', String.raw`\u002B`),
    forLedger: ({ event, call }) => {
      const context = event.data['operationContext'];
      return {
        id: event.id,
        callConnectionId: call,
        operationContext: typeof context === 'string' ? context : null,
      };
    },
  };
}
