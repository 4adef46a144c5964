import { randomUUID } from 'node:crypto';
import { median, startBench, type Bench } from './support.ts';

/*
 * What does it cost to have a statechart do what a workflow could do by hand? The same lifecycle, hosted and bare, side
 * by side in one process: history events and workflow tasks (exact), and CPU of the process that runs worker and client
 * (a ratio; the server is another process). Rounds alternate, so that a noisy machine hurts both alike.
 */

const KINDS = ['bareOrder', 'hostedOrder'] as const;
const ROUNDS = 9;
const LIFECYCLES_PER_ROUND = 60;
const AT_ONCE = 10;

type Kind = (typeof KINDS)[number];

async function lifecycle({ client, taskQueue }: Bench, kind: Kind): Promise<string> {
  const handle = await client.workflow.start(kind, { taskQueue, workflowId: `${kind}-${randomUUID()}`, args: [] });
  const command = { event: { type: 'REFUND' }, id: randomUUID() };
  while (!(await sent())) await new Promise((resolve) => setTimeout(resolve, 20));
  await handle.signal('statechart.notify', [{ event: { type: 'REFUNDED' }, id: randomUUID() }]);
  while ((await handle.describe()).status.name === 'RUNNING') {
    await new Promise((resolve) => setTimeout(resolve, 20));
    await handle
      .signal('statechart.notify', [{ event: { type: 'REFUNDED' }, id: randomUUID() }])
      .catch(() => undefined);
  }
  return handle.workflowId;

  /** Refused, without history, until the first provider call has been answered. */
  async function sent(): Promise<boolean> {
    try {
      await handle.executeUpdate('statechart.send', { args: [command], updateId: randomUUID() });
      return true;
    } catch {
      return false;
    }
  }
}

/** Step by step, with pauses: the history of an instance that nobody hurries. */
async function history({ client, taskQueue }: Bench, kind: Kind): Promise<{ events: number; tasks: number }> {
  const pause = () => new Promise((resolve) => setTimeout(resolve, 300));
  const handle = await client.workflow.start(kind, { taskQueue, workflowId: `${kind}-${randomUUID()}`, args: [] });
  await pause();
  await handle.executeUpdate('statechart.send', { args: [{ event: { type: 'REFUND' }, id: randomUUID() }] });
  await pause();
  await handle.signal('statechart.notify', [{ event: { type: 'REFUNDED' }, id: randomUUID() }]);
  await handle.result();
  const { events } = await handle.fetchHistory();
  const tasks = events?.filter((event) => event.workflowTaskCompletedEventAttributes).length ?? 0;
  return { events: events?.length ?? 0, tasks };
}

async function cpuOfRound(bench: Bench, kind: Kind): Promise<number> {
  const before = process.cpuUsage();
  for (let done = 0; done < LIFECYCLES_PER_ROUND; done += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => lifecycle(bench, kind)));
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / LIFECYCLES_PER_ROUND;
}

const bench = await startBench();
await bench.withWorker(async () => {
  for (const kind of KINDS) console.log(kind, await history(bench, kind));
  const cpu: Record<Kind, number[]> = { bareOrder: [], hostedOrder: [] };
  for (const kind of KINDS) await cpuOfRound(bench, kind);
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of KINDS) cpu[kind].push(await cpuOfRound(bench, kind));
  }
  for (const kind of KINDS) {
    const sorted = [...cpu[kind]].sort((a, b) => a - b).map((ms) => ms.toFixed(2));
    console.log(
      `${kind}: ${median(cpu[kind]).toFixed(2)} ms CPU per lifecycle (${ROUNDS} rounds: ${sorted.join(' ')})`,
    );
  }
  const ratio = median(cpu.hostedOrder) / median(cpu.bareOrder);
  console.log(`hosted / bare: ${ratio.toFixed(3)}`);
});
await bench.stop();
process.exit(0);
