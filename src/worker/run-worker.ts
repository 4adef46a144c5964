import { existsSync } from 'node:fs';
import { DefaultLogger, NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { CannotStart } from '../http/cannot-start.ts';
import { listen, type Address } from '../http/listen.ts';
import { createCallWorker, type CallWorkerOptions } from './create-worker.ts';
import { installRuntime } from './install-runtime.ts';
import { createProbes } from './probes.ts';
import { WorkerReadiness } from './readiness.ts';
import { temporalLogTo } from './temporal-log.ts';

export { CannotStart } from '../http/cannot-start.ts';

export interface WorkerConfig extends Pick<CallWorkerOptions, 'taskQueue' | 'acs' | 'graph' | 'shutdownGraceMs'> {
  readonly temporal: { readonly connectionOptions: NativeConnectionOptions; readonly namespace: string };
  /** Where it tells how it is. */
  readonly http: Address;
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

const HTTP = {
  who: 'The worker',
  hostVariable: 'DURABLE_CALLS_WORKER_HOST',
  portVariable: 'DURABLE_CALLS_WORKER_PORT',
};

/**
 * Runs a worker until the process is told to stop (SIGINT, SIGTERM): it then finishes what is under way. Until it has,
 * it tells how it is: `/healthz`, `/readyz` and `/metrics`.
 *
 * @throws CannotStart when its address cannot be had, when Temporal cannot be reached or lacks the namespace, or a bundle
 *   is not there
 */
export async function runWorker(config: WorkerConfig, paths: WorkflowPaths, logger: Logger): Promise<void> {
  const metrics = await installRuntime(new DefaultLogger('INFO', temporalLogTo(logger)));
  const readiness = new WorkerReadiness();
  const probes = createProbes(logger, readiness, metrics);
  try {
    await listen(probes, config.http, HTTP);
    await runOnTemporal(config, paths, logger, readiness);
  } finally {
    await probes.close();
  }
}

async function runOnTemporal(
  config: WorkerConfig,
  paths: WorkflowPaths,
  logger: Logger,
  readiness: WorkerReadiness,
): Promise<void> {
  const address = config.temporal.connectionOptions.address ?? '127.0.0.1:7233';
  const connection = await connect(config, address);
  try {
    await assertNamespace(connection, config.temporal.namespace, address);
    const worker = await createCallWorker({
      connection,
      namespace: config.temporal.namespace,
      taskQueue: config.taskQueue,
      acs: config.acs,
      graph: config.graph,
      workflows: workflowsOf(config, paths),
      shutdownGraceMs: config.shutdownGraceMs,
      ...(config.maxCachedWorkflows !== undefined && { maxCachedWorkflows: config.maxCachedWorkflows }),
      ...(config.stickyTimeoutMs !== undefined && { stickyTimeoutMs: config.stickyTimeoutMs }),
    });
    readiness.isRunning(worker, connection);
    logger.info({ taskQueue: config.taskQueue, graphCloud: config.graph?.cloud ?? 'none' }, 'worker started');
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
