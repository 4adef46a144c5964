import { Worker, type NativeConnection, type WorkflowBundleOption } from '@temporalio/worker';
import { createAcsActivities } from '../activities/acs.ts';
import { createGraphActivities } from '../activities/graph.ts';
import { operationActivities } from '../activities/operations.ts';
import { createAcsGateway, type AcsAccount } from '../providers/acs/gateway.ts';
import { createGraphGateway, type GraphAccount } from '../providers/graph/gateway.ts';
import { statechartWorkerOptions } from '../statechart/worker/index.ts';

export interface CallWorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly acs: AcsAccount;
  /** Absent: whatever is asked of Graph fails for want of credentials. */
  readonly graph?: GraphAccount | undefined;
  /** A bundle that was built ahead, or the path of the workflows to bundle now. */
  readonly workflows: { readonly bundle: WorkflowBundleOption } | { readonly path: string };
  readonly maxCachedWorkflows?: number;
  /** How long a workflow task waits for the worker that has its workflow in cache. */
  readonly stickyTimeoutMs?: number;
  readonly shutdownGraceMs: number;
}

/** A Temporal worker for the workflows and the activities of call operations. */
export function createCallWorker(options: CallWorkerOptions): Promise<Worker> {
  const { bundlerOptions, ...statecharts } = statechartWorkerOptions();
  const { connection, namespace, taskQueue, workflows, maxCachedWorkflows, stickyTimeoutMs } = options;
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    activities: {
      ...createAcsActivities({ gateway: createAcsGateway(options.acs) }),
      ...createGraphActivities({ gateway: createGraphGateway(options.graph) }),
      ...operationActivities,
    },
    ...statecharts,
    ...('bundle' in workflows
      ? { workflowBundle: workflows.bundle }
      : { workflowsPath: workflows.path, bundlerOptions }),
    ...(maxCachedWorkflows !== undefined && { maxCachedWorkflows }),
    ...(stickyTimeoutMs !== undefined && { stickyQueueScheduleToStartTimeout: stickyTimeoutMs }),
    shutdownGraceTime: options.shutdownGraceMs,
  });
}
