import type { NotificationDelivery } from '../client/index.ts';
import { readNotifications, UnreadableDelivery } from '../providers/acs/read-notification.ts';
import {
  KeySetUnavailable,
  NotificationNotVerified,
  type AcsNotificationVerifier,
} from '../providers/acs/verify-notification.ts';
import type { Listener } from './listener.ts';
import { Problem } from './problem.ts';

/** Where ACS sends the events of our operations; part of the callback URI that each operation is started with. */
export const ACS_WEBHOOK_PATH = '/webhooks/acs';

/**
 * Verified before it is parsed, read element by element, and answered 200 only when Temporal has every element that
 * concerns an open operation. Any other answer makes the provider try again, if it tries at all.
 */
export function acsWebhookRoute(
  app: Listener,
  verifier: AcsNotificationVerifier,
  delivery: NotificationDelivery,
): void {
  app.post(
    ACS_WEBHOOK_PATH,
    {
      onRequest: async (request) => {
        try {
          await verifier.verify(request.headers.authorization);
        } catch (error) {
          throw problemOf(error);
        }
      },
    },
    async (request) => {
      const elements = readAll(request.body);
      const notifications = elements.flatMap((element) => ('notification' in element ? [element.notification] : []));
      const { delivered, ignored } = await delivery.deliver(notifications);
      const unread = elements.length - notifications.length;
      request.log.info(
        { elements: elements.length, delivered, ignored, unread, operations: operationsIn(notifications) },
        'ACS delivery',
      );
      return { delivered, ignored: ignored + unread };
    },
  );
}

function readAll(body: unknown) {
  try {
    return readNotifications(body);
  } catch (error) {
    throw error instanceof UnreadableDelivery ? new Problem('unreadable-delivery', 400, error.message) : error;
  }
}

function operationsIn(
  notifications: readonly { readonly type: string; readonly operationContext?: string }[],
): string[] {
  return notifications.map(({ type, operationContext }) => `${type} ${operationContext ?? ''}`.trim());
}

function problemOf(error: unknown): unknown {
  if (error instanceof NotificationNotVerified) return new Problem('not-verified', 401, error.message);
  if (error instanceof KeySetUnavailable) return new Problem('key-set-unavailable', 503, error.message);
  return error;
}
