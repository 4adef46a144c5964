import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { missingSearchAttributes } from '../client/index.ts';
import { CannotStart } from '../http/cannot-start.ts';

export interface TemporalConfig {
  readonly connectionOptions: ConnectionOptions;
  readonly namespace: string;
}

/** gRPC. */
const NOT_FOUND = 5;

/** @throws CannotStart when Temporal cannot be reached, or lacks the namespace or our search attributes */
export async function connectToTemporal({ connectionOptions, namespace }: TemporalConfig): Promise<Client> {
  const address = connectionOptions.address ?? '127.0.0.1:7233';
  const connection = await connect(connectionOptions, address);
  const client = new Client({ connection, namespace });
  try {
    await assertSearchAttributes(client, namespace);
    return client;
  } catch (error) {
    await connection.close();
    if ((error as { readonly code?: unknown }).code !== NOT_FOUND) throw error;
    throw new CannotStart(
      `Temporal at ${address} has no namespace ${namespace}: create it (temporal operator namespace create --namespace ${namespace}), or set TEMPORAL_NAMESPACE.`,
      { cause: error },
    );
  }
}

async function connect(options: ConnectionOptions, address: string): Promise<Connection> {
  try {
    return await Connection.connect(options);
  } catch (error) {
    throw new CannotStart(`Temporal cannot be reached at ${address}: start it, or set TEMPORAL_ADDRESS.`, {
      cause: error,
    });
  }
}

async function assertSearchAttributes(client: Client, namespace: string): Promise<void> {
  const missing = await missingSearchAttributes(client);
  if (missing.length === 0) return;
  const names = missing.map((name) => `--name ${name} --type Keyword`).join(' ');
  throw new CannotStart(
    `The namespace ${namespace} lacks search attributes. Create them: npm run setup:temporal, or temporal operator search-attribute create --namespace ${namespace} ${names}`,
  );
}
