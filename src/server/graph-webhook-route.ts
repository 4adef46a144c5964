import type { GraphNotificationDelivery } from '../client/index.ts';
import type { GraphNotification } from '../contract/graph-notification.ts';
import { parseClientContext } from '../contract/media-ids.ts';
import { readNotifications } from '../providers/graph/read-notification.ts';
import type { GraphNotificationVerifier } from '../providers/graph/verify-notification.ts';
import type { Listener } from './listener.ts';
import type { ServerMetrics } from './metrics.ts';
import { readDelivery, Verification } from './webhook.ts';

/** For Graph, 204 would mean that another form is wanted. */
const TAKEN = 202;

/** Where Graph sends the notifications of calls that were made or answered with this address as their callback. */
export function graphWebhookRoute(
  app: Listener,
  verifier: GraphNotificationVerifier,
  delivery: GraphNotificationDelivery,
  metrics: ServerMetrics,
): void {
  const tenants = new WeakMap<object, string>();
  const verification = new Verification('Graph');
  app.post(
    '/webhooks/graph',
    {
      onRequest: async (request) => {
        const { tenantId } = await verification.of(() => verifier.verify(request.headers.authorization), request.log);
        tenants.set(request, tenantId);
      },
    },
    async (request, reply) => {
      // Deliveries without a body were seen. There is nothing in them, and a refusal would only bring them back.
      if ((request.body ?? undefined) === undefined) return reply.status(TAKEN).send({ delivered: 0, ignored: 0 });
      const told = readDelivery(readNotifications, request.body);
      const { elements, read, notifications, ofNoConcern, unreadable, reasons } = told;
      if (unreadable > 0) request.log.warn({ unreadable, reasons }, 'Graph delivery: unreadable');
      const { delivered, ignored } = await delivery.deliver(notifications, tenants.get(request) ?? '');
      metrics.delivery('graph', { delivered, ofNoOpenOperation: ignored, ofNoConcern, unreadable });
      const unread = elements - read;
      request.log.info({ elements, delivered, ignored, unread, told: notifications.map(toldBy) }, 'Graph delivery');
      return reply.status(TAKEN).send({ delivered, ignored: ignored + unread });
    },
  );
}

/** A context that is not ours is somebody's text, and is not told. */
function toldBy(notification: GraphNotification): string {
  const context = 'clientContext' in notification ? parseClientContext(notification.clientContext) : undefined;
  return context === undefined
    ? `${notification.type} ${notification.callId}`
    : `${notification.type} ${context.operationId}:${context.send}`;
}
