import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { TemporalUnavailable } from '../statechart/client/index.ts';

/**
 * A workflow as Temporal itself knows it: needs no worker, writes no history, and does not lag as visibility does.
 * `undefined` where there is none under the id, and none is retained.
 *
 * @throws TemporalUnavailable
 */
export async function describeWorkflow(
  client: Client,
  workflowId: string,
  timeoutMs: number,
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await client.withDeadline(Date.now() + timeoutMs, () => client.workflow.getHandle(workflowId).describe());
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw new TemporalUnavailable(error);
  }
}
