import type { FastifyBaseLogger } from 'fastify';
import { CallOperations, NotificationDelivery, type CallOperationsOptions } from '../client/index.ts';
import { createAcsNotificationVerifier, type AcsNotificationTrust } from '../providers/acs/verify-notification.ts';
import { connectToTemporal, type TemporalConfig } from './connect-to-temporal.ts';
import { acsCallbackUri, createApi, createWebhooks } from './index.ts';
import { listen, type Address } from './listen.ts';

export { CannotStart } from './cannot-start.ts';

export interface ServerConfig {
  readonly temporal: TemporalConfig;
  readonly taskQueue: string;
  readonly api: Address;
  readonly webhooks: Address;
  /** Under which providers reach the webhooks. */
  readonly publicUrl: string;
  readonly acsWebhook: AcsNotificationTrust;
  readonly notAfterMs: number;
  readonly waits: CallOperationsOptions['defaults']['waits'];
  readonly cancelledCodes: CallOperationsOptions['defaults']['cancelledCodes'];
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
 * @returns a function that stops accepting, finishes what is under way, and resolves when all is closed
 * @throws CannotStart when Temporal cannot be reached, lacks the namespace or our search attributes, or when an address cannot be had
 */
export async function startServer(config: ServerConfig, logger: FastifyBaseLogger): Promise<() => Promise<void>> {
  const client = await connectToTemporal(config.temporal);
  const operations = new CallOperations(client, {
    taskQueue: config.taskQueue,
    notAfterMs: config.notAfterMs,
    defaults: {
      operationCallbackUri: acsCallbackUri(config.publicUrl),
      waits: config.waits,
      cancelledCodes: config.cancelledCodes,
    },
  });
  const verifier = createAcsNotificationVerifier(config.acsWebhook);
  const api = createApi(logger, operations);
  const webhooks = createWebhooks(logger, verifier, new NotificationDelivery(client, config.taskQueue));
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
  return close;
}
