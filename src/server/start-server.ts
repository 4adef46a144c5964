import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import {
  CallOperations,
  GraphNotificationDelivery,
  NotificationDelivery,
  type CallOperationsOptions,
} from '../client/index.ts';
import type { GraphCloud } from '../contract/graph-activities.ts';
import { listen, type Address } from '../http/listen.ts';
import { createAcsNotificationVerifier, type AcsNotificationTrust } from '../providers/acs/verify-notification.ts';
import {
  createGraphNotificationVerifier,
  type GraphNotificationTrust,
} from '../providers/graph/verify-notification.ts';
import type { Credentials } from './authentication/identify.ts';
import { connectToTemporal, type TemporalConfig } from './connect-to-temporal.ts';
import { acsCallbackUri, createApi, createWebhooks } from './index.ts';
import type { CallerLimits } from './limits/limit-callers.ts';
import { ServerMetrics } from './metrics.ts';
import { ServerReadiness } from './readiness.ts';

export { CannotStart } from '../http/cannot-start.ts';

export interface ServerConfig {
  readonly temporal: TemporalConfig;
  readonly taskQueue: string;
  readonly api: Address;
  readonly webhooks: Address;
  /** Absent: the API listens on loopback only, and takes everybody for one caller. */
  readonly credentials: Credentials | undefined;
  readonly limits: CallerLimits;
  /** Under which providers reach the webhooks. */
  readonly publicUrl: string;
  readonly acsWebhook: AcsNotificationTrust;
  /** Absent: no calls of Graph. */
  readonly graphWebhook: (GraphNotificationTrust & { readonly cloud: GraphCloud }) | undefined;
  /** How long a server that is told to stop goes on accepting, and says that it drains. */
  readonly drainDelayMs: number;
  readonly notAfterMs: number;
  readonly workflowTaskTimeoutMs: number;
  readonly waits: CallOperationsOptions['waits'];
  readonly mediaWaits: CallOperationsOptions['mediaWaits'];
  readonly cancelledCodes: CallOperationsOptions['cancelledCodes'];
}

const API = {
  who: 'The API',
  hostVariable: 'DURABLE_CALLS_API_HOST',
  portVariable: 'DURABLE_CALLS_API_PORT',
};
const WEBHOOKS = {
  who: 'The webhook listener',
  hostVariable: 'DURABLE_CALLS_WEBHOOK_HOST',
  portVariable: 'DURABLE_CALLS_WEBHOOK_PORT',
};

/**
 * Starts both listeners.
 *
 * @returns a function that says not to be ready, stops accepting after `drainDelayMs`, finishes what is under way, and resolves when all is closed
 * @throws CannotStart when Temporal cannot be reached, lacks the namespace or our search attributes, or when an address cannot be had
 */
export async function startServer(config: ServerConfig, logger: FastifyBaseLogger): Promise<() => Promise<void>> {
  const client = await connectToTemporal(config.temporal);
  const { taskQueue, notAfterMs, workflowTaskTimeoutMs, waits, mediaWaits, cancelledCodes, graphWebhook } = config;
  const callbackUri = acsCallbackUri(config.publicUrl);
  const settings = { callbackUri, taskQueue, notAfterMs, workflowTaskTimeoutMs, waits, mediaWaits, cancelledCodes };
  const operations = new CallOperations({ client, ...settings });
  const { credentials, limits } = config;
  const readiness = new ServerReadiness(client);
  const metrics = new ServerMetrics();
  const graphCloud = graphWebhook?.cloud;
  const api = await createApi(logger, { operations, graphCloud, credentials, limits, readiness, metrics });
  const webhooks = createWebhooks(logger, {
    metrics,
    acs: {
      verifier: createAcsNotificationVerifier(config.acsWebhook),
      delivery: new NotificationDelivery(client, taskQueue),
    },
    graph: graphWebhook && {
      verifier: createGraphNotificationVerifier(graphWebhook),
      delivery: new GraphNotificationDelivery(client, taskQueue),
    },
  });
  const close = async () => {
    await Promise.all([api.close(), webhooks.close()]);
    await client.connection.close();
  };
  try {
    await listen(api, config.api, API);
    await listen(webhooks, config.webhooks, WEBHOOKS);
  } catch (error) {
    await close();
    throw error;
  }
  return async () => {
    readiness.drain();
    await delay(config.drainDelayMs);
    await close();
  };
}
