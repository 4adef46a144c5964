import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { whyUnreachable } from '../tcp-connect.ts';

const POLL_MS = 50;
const CALL_TIMEOUT_MS = 2000;
const GRPC_NOT_FOUND = 5;

/**
 * A connection to a server on 127.0.0.1 that serves: it knows the namespace, and its history and matching services
 * answer. The caller closes it. Throws with the last reason after `timeoutMs`, and at once when `signal` aborts.
 */
export async function waitUntilServing({
  port,
  namespace,
  timeoutMs,
  signal,
}: {
  port: number;
  namespace: string;
  timeoutMs: number;
  signal: AbortSignal;
}): Promise<Connection> {
  const deadline = Date.now() + timeoutMs;
  let reason = 'it was not asked yet';
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    // a plain TCP connect first: gRPC waits for a second and more between its attempts to connect
    const unreachable = await whyUnreachable('127.0.0.1', port, CALL_TIMEOUT_MS);
    if (unreachable === undefined) {
      const connection = Connection.lazy({ address: `127.0.0.1:${port}` });
      try {
        await connection.withDeadline(
          Date.now() + CALL_TIMEOUT_MS,
          async () => await proveServing(connection, namespace),
        );
        return connection;
      } catch (error) {
        reason = (error as Error).message;
        await connection.close();
      }
    } else reason = unreachable;
    await delay(POLL_MS);
  }
  throw new Error(`The Temporal server on port ${port} did not serve within ${timeoutMs / 1000} s: ${reason}`);
}

async function proveServing({ workflowService }: Connection, namespace: string): Promise<void> {
  await workflowService.describeNamespace({ namespace });
  await workflowService.describeTaskQueue({ namespace, taskQueue: { name: 'is-matching-there' } });
  try {
    await workflowService.describeWorkflowExecution({ namespace, execution: { workflowId: 'is-history-there' } });
  } catch (error) {
    if ((error as { code?: number }).code !== GRPC_NOT_FOUND) throw error;
  }
}
