import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { freePort } from '../dev/free-port.ts';
import { findTemporalServer } from '../dev/temporal-server/find-temporal-server.ts';
import { startTemporalServer } from '../dev/temporal-server/run-temporal-server.ts';
import { statechartWorkerOptions } from '../src/statechart/worker/index.ts';
import { bundleWorkflows } from '../src/worker/workflow-bundle.ts';
import type { OrderActivities } from './workflows/order-activities.ts';

const projectDir = fileURLToPath(new URL('..', import.meta.url));

/** A file of `workflows/`: each is a bundle of its own, so that nobody pays for the other's modules. */
export type WorkflowFile = 'bare' | 'hosted';

export interface Bench {
  readonly client: Client;
  /** Runs a worker for these workflows in this process for as long as `work` takes, on a task queue of their name. */
  withWorker<T>(
    workflows: WorkflowFile,
    work: (worker: Worker) => Promise<T>,
    otherwise?: Partial<WorkerOptions>,
  ): Promise<T>;
  stop(): Promise<void>;
}

/** A Temporal server of its own, in memory, and a worker in this process. */
export async function startBench(): Promise<Bench> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const found = await findTemporalServer({ projectDir, env: { ...process.env, TEMPORAL_ADDRESS: '' }, say });
  if (found.kind !== 'executable') throw new Error('a benchmark starts a server of its own');
  const temporal = await startTemporalServer({
    projectDir,
    executable: found.path,
    env: process.env,
    port: await freePort(),
    searchAttributes: {},
  });
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const connection = await NativeConnection.connect({ address: temporal.address });
  const client = new Client({ connection: await Connection.connect({ address: temporal.address }) });
  const activities: OrderActivities = {
    charge: (amount) => Promise.resolve(`receipt for ${amount}`),
    refund: (receipt) => Promise.resolve(`refund of ${receipt}`),
  };
  return {
    client,
    async withWorker(workflows, work, otherwise = {}) {
      const code = await bundleWorkflows(fileURLToPath(new URL(`workflows/${workflows}.ts`, import.meta.url)));
      const worker = await Worker.create({
        connection,
        taskQueue: workflows,
        activities,
        workflowBundle: { code },
        interceptors: { activity: statechartWorkerOptions().interceptors.activity },
        maxCachedWorkflows: 2_000,
        ...otherwise,
      });
      return worker.runUntil(() => work(worker));
    },
    async stop() {
      await client.connection.close();
      await connection.close();
      await temporal.stop();
    },
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
