import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { callWorkflowId } from '../../src/contract/media-ids.ts';
import { ownGraphLifecycle } from '../support/graph-lifecycle.ts';
import { forSuite } from '../support/suite.ts';

const OPERATIONS = forSuite({ gate: 100, full: 2_000 });
/** So many that few operations fill a run as well. */
const TONES_PER_OPERATION = forSuite({ gate: 12, full: 1 });
const AT_ONCE = 8;
const TIMEOUT_MS = 120_000 + OPERATIONS * 1_000;

/** Temporal suggests to continue at 4,096 events; what is under way then is finished first. */
const MOST_EVENTS = 6_000;
const MOST_MEBIBYTES_GROWN = 200;

const running = ownGraphLifecycle({
  // What waits for its turn beside other heavy tests may wait for minutes.
  DURABLE_CALLS_NOT_AFTER_MS: String(TIMEOUT_MS),
  // Beside them, to replay a run of 4,000 events takes longer than a task of a test may take; and again, and again.
  DURABLE_CALLS_WORKFLOW_TASK_TIMEOUT_MS: '20000',
});

test(
  `a call of ${OPERATIONS} operations continues as new on the way, loses none, and stays bounded`,
  async () => {
    const { graph, media, stack, temporal } = running;
    await graph.setSwitches({ promptDurationMs: 1, recordDurationMs: 1 });
    const call = await running.adopted();
    const operations: string[] = [];
    const play = async (number: number) => media.play(call, {}, `operation-${number}`);
    await media.settled(await media.queue(call, 'tone-subscriptions'));
    operations.push(await play(0));
    const before = residentMebibytes(stack.process('worker').pid);
    while (operations.length < OPERATIONS) {
      const batch = Array.from({ length: Math.min(AT_ONCE, OPERATIONS - operations.length) }, (_, index) =>
        play(operations.length + index),
      );
      const queued = await Promise.all(batch);
      operations.push(...queued);
      for (const operation of queued) await media.settled(operation);
      for (let tones = 0; tones < queued.length * TONES_PER_OPERATION; tones += 1) await graph.pressTone(call, 'tone1');
      await media.cancelMedia(call);
    }
    const again = await play(0);
    const after = residentMebibytes(stack.process('worker').pid);

    expect(again).toBe(operations[0]);
    for (const operation of operations)
      expect((await media.view(operation)).outcome).toMatchObject({ type: 'completed', evidence: 'event' });
    expect((await graph.ledger()).summary.operations.playPrompt).toMatchObject({ executed: OPERATIONS });
    const runs = [];
    for await (const { workflowId, runId, status } of temporal.workflow.list({
      query: `WorkflowId = '${callWorkflowId(call)}'`,
    })) {
      const { historyLength } = await temporal.workflow.getHandle(workflowId, runId).describe();
      runs.push({ historyLength, status: status.name });
    }
    process.stderr.write(`soak: ${JSON.stringify(runs)}, worker ${before} → ${after} MiB\n`);
    expect(runs.some(({ status }) => status === 'CONTINUED_AS_NEW')).toBe(true);
    expect(Math.max(...runs.map(({ historyLength }) => historyLength))).toBeLessThan(MOST_EVENTS);
    expect(after - before).toBeLessThan(MOST_MEBIBYTES_GROWN);
  },
  TIMEOUT_MS,
);

function residentMebibytes(pid: number): number {
  const [, kibibytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kibibytes) / 1024);
}
