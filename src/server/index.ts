import type { FastifyBaseLogger } from 'fastify';
import type { CallOperations, NotificationDelivery } from '../client/index.ts';
import type { AcsNotificationVerifier } from '../providers/acs/verify-notification.ts';
import { acsWebhookRoute } from './acs-webhook-route.ts';
import { healthRoute } from './health-route.ts';
import { createListener, type Listener } from './listener.ts';
import { operationRoutes } from './operation-routes.ts';
import { participantRoutes } from './participant-routes.ts';

export { acsCallbackUri } from './acs-webhook-route.ts';

/** The private side: services start, cancel and look at operations here. */
export function createApi(logger: FastifyBaseLogger, operations: CallOperations): Listener {
  const app = createListener(logger.child({ listener: 'api' }));
  healthRoute(app);
  participantRoutes(app, operations);
  operationRoutes(app, operations);
  return app;
}

/** The public side: providers deliver their notifications here. */
export function createWebhooks(
  logger: FastifyBaseLogger,
  verifier: AcsNotificationVerifier,
  delivery: NotificationDelivery,
): Listener {
  const app = createListener(logger.child({ listener: 'webhooks' }));
  healthRoute(app);
  acsWebhookRoute(app, verifier, delivery);
  return app;
}
