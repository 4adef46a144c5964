import type { Client } from '@temporalio/client';
import type { HistoryToReplay } from './history-to-replay.ts';

/**
 * The histories of all runs that a visibility query finds, each fetched by its run id as it is now. One that is gone
 * before it is fetched comes with the reason instead.
 */
export async function* liveHistories(client: Client, query: string): AsyncGenerator<HistoryToReplay> {
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    try {
      yield { workflowId, runId, history: await client.workflow.getHandle(workflowId, runId).fetchHistory() };
    } catch (error) {
      yield { workflowId, runId, unread: String(error) };
    }
  }
}
