import type { Client } from '@temporalio/client';

/**
 * Waits until Temporal has been given so many heartbeats of the one activity that a workflow runs.
 *
 * @returns when they came, in milliseconds since the epoch; the first may have come before
 */
export async function heartbeatsOf({ workflow }: Client, workflowId: string, many: number): Promise<number[]> {
  const times: number[] = [];
  while (times.length < many) {
    const { raw } = await workflow.getHandle(workflowId).describe();
    const { seconds, nanos } = raw.pendingActivities?.[0]?.lastHeartbeatTime ?? {};
    const latest = Number(seconds ?? 0) * 1_000 + (nanos ?? 0) / 1e6;
    if (latest > 0 && latest !== times.at(-1)) times.push(latest);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return times;
}
