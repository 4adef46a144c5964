import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import type { FastifyBaseLogger } from 'fastify';
import {
  CallOperations,
  missingSearchAttributes,
  NotificationDelivery,
  type CallOperationsOptions,
} from '../client/index.ts';
import { createAcsNotificationVerifier, type AcsNotificationTrust } from '../providers/acs/verify-notification.ts';
import { ACS_WEBHOOK_PATH, createApi, createWebhooks } from './index.ts';
import type { Listener } from './listener.ts';

export interface ServerConfig {
  readonly temporal: { readonly connectionOptions: ConnectionOptions; readonly namespace: string };
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

interface Address {
  readonly host: string;
  readonly port: number;
}

/** The server cannot start; the message says what to do. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/**
 * Starts both listeners.
 *
 * @returns a function that stops accepting, finishes what is under way, and resolves when all is closed
 * @throws CannotStart when Temporal cannot be reached, lacks our search attributes, or a port is in use
 */
export async function startServer(config: ServerConfig, logger: FastifyBaseLogger): Promise<() => Promise<void>> {
  const client = await connect(config);
  const operations = new CallOperations(client, {
    taskQueue: config.taskQueue,
    notAfterMs: config.notAfterMs,
    defaults: {
      operationCallbackUri: new URL(ACS_WEBHOOK_PATH, config.publicUrl).href,
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
    await listen(api, config.api, 'The API', 'DURABLE_CALLS_API_PORT');
    await listen(webhooks, config.webhooks, 'The webhook listener', 'DURABLE_CALLS_WEBHOOK_PORT');
  } catch (error) {
    await close();
    throw error;
  }
  return close;
}

async function connect({ temporal }: ServerConfig): Promise<Client> {
  const address = temporal.connectionOptions.address ?? '127.0.0.1:7233';
  let connection: Connection;
  try {
    connection = await Connection.connect({ ...temporal.connectionOptions, connectTimeout: '5s' });
  } catch (error) {
    throw new CannotStart(`Temporal cannot be reached at ${address}: start it, or set TEMPORAL_ADDRESS.`, {
      cause: error,
    });
  }
  const client = new Client({ connection, namespace: temporal.namespace });
  const missing = await missingSearchAttributes(client);
  if (missing.length === 0) return client;
  await connection.close();
  const names = missing.map((name) => `--name ${name} --type Keyword`).join(' ');
  throw new CannotStart(
    `The namespace ${temporal.namespace} lacks search attributes. Create them: temporal operator search-attribute create --namespace ${temporal.namespace} ${names}`,
  );
}

async function listen(listener: Listener, { host, port }: Address, who: string, variable: string): Promise<void> {
  try {
    await listener.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new CannotStart(
      `${who} cannot listen on ${host}:${port}: the port is in use. Stop the program that uses it, or set ${variable}.`,
    );
  }
}
