import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Worker } from '@temporalio/worker';
import { startBench, type Bench, type WorkflowFile } from './support.ts';

/*
 * What memory does a worker need for an instance that waits, hosted and bare? Each kind in a process of its own. The
 * worker runs its workflows in its main thread (`debugMode`), so that `process.memoryUsage()` sees them; apart from that
 * it is as it always is: its cache holds all instances, and the SDK keeps the stacks of pending promises.
 */

const KINDS = ['bare', 'hosted'] as const satisfies readonly WorkflowFile[];
const WARM_UP = 200;
const INSTANCES = 1_000;
const AT_ONCE = 25;

interface Memory {
  readonly heapUsed: number;
  readonly rss: number;
}

/** Leaves an instance where it waits for a notification, without a deadline: no timer ends it meanwhile. */
async function park({ client }: Bench, kind: WorkflowFile): Promise<void> {
  const workflowId = `parked-${randomUUID()}`;
  const handle = await client.workflow.start('order', { taskQueue: kind, workflowId, args: [] });
  const refund = () =>
    handle.executeUpdate('statechart.send', { args: [{ event: { type: 'REFUND' }, id: randomUUID() }] });
  // Refused until the first provider call is answered.
  while (!(await refund().then(succeeded, failed))) await sleep(20);
  while (!JSON.stringify(await handle.query('statechart.view')).includes('"confirming"')) await sleep(20);
}

const succeeded = (): boolean => true;
const failed = (): boolean => false;

async function parkAll(bench: Bench, kind: WorkflowFile, count: number): Promise<void> {
  for (let parked = 0; parked < count; parked += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => park(bench, kind)));
  }
}

/** When what is garbage is gone. */
async function memory(): Promise<Memory> {
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error('run with --expose-gc');
  for (let times = 0; times < 3; times++) {
    await sleep(500);
    collect();
  }
  return process.memoryUsage();
}

async function measure(kind: WorkflowFile): Promise<void> {
  const bench = await startBench();
  const grow = async (worker: Worker): Promise<void> => {
    await parkAll(bench, kind, WARM_UP);
    const before = await memory();
    const cachedBefore = worker.getStatus().numCachedWorkflows;
    await parkAll(bench, kind, INSTANCES);
    const after = await memory();
    const cached = worker.getStatus().numCachedWorkflows - cachedBefore;
    const kibPer = (which: keyof Memory) => ((after[which] - before[which]) / 1_024 / INSTANCES).toFixed(1);
    console.log(
      `${kind}: ${kibPer('heapUsed')} KiB of heap and ${kibPer('rss')} KiB of resident memory per parked instance (${cached} more cached)`,
    );
  };
  await bench.withWorker(kind, grow, { debugMode: true });
  await bench.stop();
}

const kind = KINDS.find((known) => known === process.argv[2]);
if (kind === undefined) {
  const here = fileURLToPath(import.meta.url);
  for (const each of KINDS) spawnSync(process.execPath, [...process.execArgv, here, each], { stdio: 'inherit' });
} else await measure(kind);
process.exit(0);
