import type { NotificationDelivery } from '../client/index.ts';
import { isOperationId, parseOperationContext } from '../contract/operation-context.ts';
import { canonicalId } from '../contract/same-id.ts';
import { readNotifications } from '../providers/acs/read-notification.ts';
import type { AcsNotificationVerifier } from '../providers/acs/verify-notification.ts';
import type { Listener } from './listener.ts';
import type { ServerMetrics } from './metrics.ts';
import { readDelivery, Verification } from './webhook.ts';

const ACS_WEBHOOK_PATH = '/webhooks/acs';

/**
 * Where ACS sends the events of our operations; each operation is started with it.
 *
 * @param publicUrl under which providers reach the webhook listener, perhaps through a gateway that adds a path
 */
export function acsCallbackUri(publicUrl: string): string {
  return new URL(publicUrl).href.replace(/\/+$/, '') + ACS_WEBHOOK_PATH;
}

/** Any answer but 200 makes the provider try again, if it tries at all. */
export function acsWebhookRoute(
  app: Listener,
  verifier: AcsNotificationVerifier,
  delivery: NotificationDelivery,
  metrics: ServerMetrics,
): void {
  const verification = new Verification('ACS');
  app.post(
    ACS_WEBHOOK_PATH,
    {
      onRequest: (request) => verification.of(() => verifier.verify(request.headers.authorization), request.log),
    },
    async (request) => {
      const read = readDelivery(readNotifications, request.body);
      const { elements, notifications, ofNoConcern, unreadable, reasons } = read;
      if (unreadable > 0) request.log.warn({ unreadable, reasons }, 'ACS delivery: unreadable');
      const { delivered, ignored, contradictions } = await delivery.deliver(notifications);
      metrics.delivery('acs', { delivered, ofNoOpenOperation: ignored, ofNoConcern, unreadable });
      for (const contradiction of contradictions) {
        metrics.contradiction('addParticipant');
        request.log.warn(contradiction, 'ACS delivery: an event contradicts the outcome of its operation, which stays');
      }
      const unread = elements - notifications.length;
      request.log.info(
        { elements, delivered, ignored, unread, operations: operationsIn(notifications) },
        'ACS delivery',
      );
      return { delivered, ignored: ignored + unread };
    },
  );
}

/** A context that is not ours is somebody's text: it may hold a name or a number, and is not told. */
function operationsIn(
  notifications: readonly { readonly type: string; readonly operationContext?: string }[],
): string[] {
  return notifications.map(({ type, operationContext }) => {
    const id = canonicalId(parseOperationContext(operationContext)?.operationId ?? '');
    // What only looks like one of ours may have somebody's number in it.
    return isOperationId(id) ? `${type} ${operationContext}` : type;
  });
}
