import type { FastifyBaseLogger } from 'fastify';
import type { CallOperations, GraphNotificationDelivery, NotificationDelivery } from '../client/index.ts';
import type { GraphCloud } from '../contract/graph-activities.ts';
import { healthRoute } from '../http/health-route.ts';
import { metricsRoute } from '../http/metrics-route.ts';
import { readinessRoute } from '../http/readiness-route.ts';
import type { AcsNotificationVerifier } from '../providers/acs/verify-notification.ts';
import type { GraphNotificationVerifier } from '../providers/graph/verify-notification.ts';
import { acsWebhookRoute } from './acs-webhook-route.ts';
import { admitCallers } from './authentication/admit.ts';
import { everybodyIsLocal, identifyBy, type Credentials } from './authentication/identify.ts';
import { eventRoutes } from './events/event-routes.ts';
import { graphWebhookRoute } from './graph-webhook-route.ts';
import { limitCallers, type CallerLimits } from './limits/limit-callers.ts';
import { limitDeliveries } from './limits/limit-deliveries.ts';
import { refuseForeignHosts } from './limits/loopback-host.ts';
import { listRoute } from './list-route.ts';
import { createListener, type Listener } from './listener.ts';
import { mediaRoutes } from './media-routes.ts';
import type { ServerMetrics } from './metrics.ts';
import { describeApi } from './openapi/describe-api.ts';
import * as docs from './openapi/service-docs.ts';
import { operationRoutes } from './operation-routes.ts';
import { participantRoutes } from './participant-routes.ts';
import type { ServerReadiness } from './readiness.ts';

export { acsCallbackUri } from './acs-webhook-route.ts';

export interface ApiParts {
  readonly operations: CallOperations;
  /** In which the application is; absent: no calls of Graph are adopted. */
  readonly graphCloud?: GraphCloud | undefined;
  /** Absent: whoever reaches the listener under a loopback name is taken for one caller. */
  readonly credentials?: Credentials | undefined;
  readonly limits: CallerLimits;
  readonly readiness: ServerReadiness;
  readonly metrics: ServerMetrics;
}

export interface WebhookParts {
  readonly metrics: ServerMetrics;
  readonly acs: { readonly verifier: AcsNotificationVerifier; readonly delivery: NotificationDelivery };
  /** Absent: no notifications of Graph are taken. */
  readonly graph?:
    { readonly verifier: GraphNotificationVerifier; readonly delivery: GraphNotificationDelivery } | undefined;
}

/** The private side: services start, cancel and look at operations here. */
export async function createApi(logger: FastifyBaseLogger, parts: ApiParts): Promise<Listener> {
  const { operations, graphCloud, credentials, limits, readiness, metrics } = parts;
  const app = createListener(logger.child({ listener: 'api' }));
  metrics.measure(app, 'api');
  if (credentials === undefined) refuseForeignHosts(app);
  admitCallers(app, credentials === undefined ? everybodyIsLocal : identifyBy(credentials));
  await limitCallers(app, limits);
  await describeApi(app);
  healthRoute(app, docs.health);
  readinessRoute(app, () => readiness.whyNot(), docs.readiness);
  metricsRoute(app, () => metrics.read(), docs.metrics);
  participantRoutes(app, operations);
  mediaRoutes(app, operations, graphCloud);
  operationRoutes(app, operations);
  listRoute(app, operations);
  eventRoutes(app, operations);
  return app;
}

/** The public side: providers deliver their notifications here. */
export function createWebhooks(logger: FastifyBaseLogger, { acs, graph, metrics }: WebhookParts): Listener {
  const app = createListener(logger.child({ listener: 'webhooks' }));
  metrics.measure(app, 'webhooks');
  limitDeliveries(app);
  healthRoute(app);
  acsWebhookRoute(app, acs.verifier, acs.delivery, metrics);
  if (graph !== undefined) graphWebhookRoute(app, graph.verifier, graph.delivery, metrics);
  return app;
}
