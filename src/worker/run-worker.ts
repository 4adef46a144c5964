import { existsSync } from 'node:fs';
import { DefaultLogger, NativeConnection, Runtime, type NativeConnectionOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createCallWorker, type CallWorkerOptions } from './create-worker.ts';
import { temporalLogTo } from './temporal-log.ts';

export interface WorkerConfig extends Pick<CallWorkerOptions, 'taskQueue' | 'acs' | 'shutdownGraceMs'> {
  readonly temporal: { readonly connectionOptions: NativeConnectionOptions; readonly namespace: string };
  /** The path of a bundle that was built ahead. */
  readonly workflowBundle: string | undefined;
  readonly maxCachedWorkflows: number | undefined;
  readonly stickyTimeoutMs: number | undefined;
}

export interface WorkflowPaths {
  /** Of the bundle that the build makes; taken when it is there, unless the configuration names another. */
  readonly bundle: string;
  /** Of the workflows, to be bundled otherwise. */
  readonly source: string;
}

/** The worker cannot start; the message says what to do. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/**
 * Runs a worker until the process is told to stop (SIGINT, SIGTERM): it then finishes what is under way.
 *
 * @throws CannotStart when Temporal cannot be reached or lacks the namespace, or a bundle is not there
 */
export async function runWorker(config: WorkerConfig, paths: WorkflowPaths, logger: Logger): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('INFO', temporalLogTo(logger)) });
  const address = config.temporal.connectionOptions.address ?? '127.0.0.1:7233';
  const connection = await connect(config, address);
  try {
    await assertNamespace(connection, config.temporal.namespace, address);
    const worker = await createCallWorker({
      connection,
      namespace: config.temporal.namespace,
      taskQueue: config.taskQueue,
      acs: config.acs,
      workflows: workflowsOf(config, paths),
      shutdownGraceMs: config.shutdownGraceMs,
      ...(config.maxCachedWorkflows !== undefined && { maxCachedWorkflows: config.maxCachedWorkflows }),
      ...(config.stickyTimeoutMs !== undefined && { stickyTimeoutMs: config.stickyTimeoutMs }),
    });
    logger.info({ taskQueue: config.taskQueue }, 'worker started');
    await worker.run();
  } finally {
    await connection.close();
  }
}

async function connect({ temporal }: WorkerConfig, address: string): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(temporal.connectionOptions);
  } catch (error) {
    throw new CannotStart(`Temporal cannot be reached at ${address}: start it, or set TEMPORAL_ADDRESS.`, {
      cause: error,
    });
  }
}

/** gRPC. */
const NOT_FOUND = 5;

/** Asked for before anything is bundled. */
async function assertNamespace(connection: NativeConnection, namespace: string, address: string): Promise<void> {
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== NOT_FOUND) throw error;
    throw new CannotStart(
      `Temporal at ${address} has no namespace ${namespace}: create it (temporal operator namespace create --namespace ${namespace}), or set TEMPORAL_NAMESPACE.`,
      { cause: error },
    );
  }
}

/** A bundle that was named must be there; the build's own is taken where it is. */
function workflowsOf(
  { workflowBundle }: WorkerConfig,
  { bundle, source }: WorkflowPaths,
): CallWorkerOptions['workflows'] {
  if (workflowBundle !== undefined && !existsSync(workflowBundle)) {
    throw new CannotStart(`DURABLE_CALLS_WORKFLOW_BUNDLE names ${workflowBundle}, which is not there.`);
  }
  if (workflowBundle !== undefined) return { bundle: { codePath: workflowBundle } };
  return existsSync(bundle) ? { bundle: { codePath: bundle } } : { path: source };
}
