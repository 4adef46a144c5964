import type { NotificationDelivery } from '../client/index.ts';
import { parseOperationContext } from '../contract/operation-context.ts';
import { readNotifications, UnreadableDelivery } from '../providers/acs/read-notification.ts';
import {
  KeySetUnavailable,
  NotificationNotVerified,
  type AcsNotificationVerifier,
} from '../providers/acs/verify-notification.ts';
import type { Listener } from './listener.ts';
import { Problem } from './problem.ts';

const ACS_WEBHOOK_PATH = '/webhooks/acs';

/**
 * Where ACS sends the events of our operations; each operation is started with it.
 *
 * @param publicUrl under which providers reach the webhook listener, perhaps through a gateway that adds a path
 */
export function acsCallbackUri(publicUrl: string): string {
  return new URL(publicUrl).href.replace(/\/+$/, '') + ACS_WEBHOOK_PATH;
}

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
      const unreadable = elements.flatMap((element) => ('unreadable' in element ? [element.unreadable] : []));
      if (unreadable.length > 0) {
        request.log.warn({ unreadable: unreadable.length, reasons: tally(unreadable) }, 'ACS delivery: unreadable');
      }
      const { delivered, ignored, contradictions } = await delivery.deliver(notifications);
      for (const contradiction of contradictions) {
        request.log.warn(contradiction, 'ACS delivery: an event contradicts the outcome of its operation, which stays');
      }
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

/** How often each reason was given; they name fields, never their contents. */
function tally(reasons: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** A context that is not ours is somebody's text: it may hold a name or a number, and is not told. */
function operationsIn(
  notifications: readonly { readonly type: string; readonly operationContext?: string }[],
): string[] {
  return notifications.map(({ type, operationContext }) =>
    parseOperationContext(operationContext) === undefined ? type : `${type} ${operationContext}`,
  );
}

function problemOf(error: unknown): unknown {
  if (error instanceof NotificationNotVerified) return new Problem('not-verified', 401, error.message);
  if (error instanceof KeySetUnavailable) return new Problem('key-set-unavailable', 503, error.message);
  return error;
}
