import { randomUUID } from 'node:crypto';
import type { EventForm } from '../webhooks.ts';
import type { GraphWebhookEntry } from './ledger.ts';
import type { EventType } from './names.ts';

/** One item of a commsNotifications envelope, with what its delivery needs to know. */
export interface Notification {
  messageId: string;
  type: EventType;
  tenantId: string;
  callChainId: string;
  operationId: string | null;
  clientContext: string | null;
  content: object;
}

interface NotificationParts {
  token: (tenantId: string) => Promise<string>;
  /** Items that are delivered in front of the others. */
  companions: (of: Notification) => object[];
}

/** Microsoft docs, Working with the communications API: the envelope. The headers are those of live deliveries. */
export function notificationForm({ token, companions }: NotificationParts): EventForm<Notification, GraphWebhookEntry> {
  return {
    typeOf: ({ type }) => type,
    renewed: (notification) => ({ ...notification, messageId: randomUUID() }),
    // A delivery carries the token of one tenant.
    laneOf: ({ to, event }) => `${event.tenantId} ${to}`,
    headersFor: async ([first]) => ({
      authorization: `Bearer ${await token(first?.tenantId ?? '')}`,
      'user-agent': 'Microsoft-Skype/3.0,(Calling/1.0)',
      'scenario-id': first?.callChainId ?? '',
      'x-microsoft-skype-chain-id': first?.callChainId ?? '',
      'x-microsoft-skype-message-id': first?.messageId ?? '',
      'x-microsoft-skype-original-message-id': randomUUID(),
    }),
    bodyFor: (notifications) =>
      JSON.stringify({
        '@odata.type': '#microsoft.graph.commsNotifications',
        value: notifications.flatMap((notification, index) => [
          ...(index === 0 ? companions(notification) : []),
          notification.content,
        ]),
      }),
    forLedger: ({ event: { operationId, clientContext }, call }) => ({ callId: call, operationId, clientContext }),
  };
}
