import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, startBench, type Bench, type WorkflowFile } from './support.ts';

/*
 * What does it cost to have a statechart do what a workflow could do by hand? The same lifecycle, hosted and bare:
 * history events and workflow tasks (exact), and CPU of the process that runs worker and client (a ratio; the server is
 * another process). Rounds alternate, so that a noisy machine hurts both alike.
 */

const KINDS = ['bare', 'hosted'] as const satisfies readonly WorkflowFile[];
const ROUNDS = 7;
const LIFECYCLES_PER_ROUND = 100;
const AT_ONCE = 25;
/** Long enough that what a step sets off is over: then each lifecycle has the same history, and no step is repeated. */
const PAUSE_MS = 1_000;

/** One lifecycle, step by step: the history of an instance that nobody hurries. */
async function lifecycle({ client }: Bench, kind: WorkflowFile): Promise<string> {
  const workflowId = `${kind}-${randomUUID()}`;
  const handle = await client.workflow.start('order', { taskQueue: kind, workflowId, args: [] });
  await sleep(PAUSE_MS);
  await handle.executeUpdate('statechart.send', { args: [{ event: { type: 'REFUND' }, id: randomUUID() }] });
  await sleep(PAUSE_MS);
  await handle.signal('statechart.notify', [{ event: { type: 'REFUNDED' }, id: randomUUID() }]);
  await handle.result();
  return workflowId;
}

async function historyOf({ client }: Bench, workflowId: string): Promise<{ events: number; tasks: number }> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const tasks = events?.filter((event) => event.workflowTaskCompletedEventAttributes).length ?? 0;
  return { events: events?.length ?? 0, tasks };
}

/** Milliseconds of CPU, user and system, per lifecycle. */
async function cpuOfRound(bench: Bench, kind: WorkflowFile): Promise<number> {
  const before = process.cpuUsage();
  const ids: string[] = [];
  while (ids.length < LIFECYCLES_PER_ROUND) {
    ids.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => lifecycle(bench, kind)))));
  }
  const { user, system } = process.cpuUsage(before);
  const histories = await Promise.all(ids.map((id) => historyOf(bench, id)));
  for (const { events, tasks } of histories) seen[kind].add(`${events} events, ${tasks} tasks`);
  return (user + system) / 1_000 / LIFECYCLES_PER_ROUND;
}

const seen: Record<WorkflowFile, Set<string>> = { bare: new Set(), hosted: new Set() };
const cpu: Record<WorkflowFile, number[]> = { bare: [], hosted: [] };
const bench = await startBench();
await bench.withWorker('bare', () =>
  bench.withWorker('hosted', async () => {
    for (const kind of KINDS) await cpuOfRound(bench, kind);
    for (let round = 0; round < ROUNDS; round++) {
      for (const kind of KINDS) cpu[kind].push(await cpuOfRound(bench, kind));
    }
  }),
);
for (const kind of KINDS) {
  const sorted = [...cpu[kind]].sort((a, b) => a - b).map((ms) => ms.toFixed(2));
  console.log(`${kind}: every history ${[...seen[kind]].join(' or ')}`);
  console.log(`${kind}: ${median(cpu[kind]).toFixed(2)} ms CPU per lifecycle (${ROUNDS} rounds: ${sorted.join(' ')})`);
}
console.log(`hosted / bare: ${(median(cpu.hosted) / median(cpu.bare)).toFixed(3)}`);
await bench.stop();
process.exit(0);
