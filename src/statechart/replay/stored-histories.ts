import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { HistoryToReplay } from './history-to-replay.ts';

/**
 * The histories in a folder and in all below it, one in each `.json` file, as `historyToJSON` or Temporal's command line
 * writes them. Each goes by the workflow id that it was recorded under.
 */
export async function* storedHistories(folder: string): AsyncGenerator<HistoryToReplay> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.json'));
  for (const file of files.toSorted()) {
    try {
      const history: unknown = JSON.parse(await readFile(path.join(folder, file), 'utf8'));
      yield { workflowId: workflowIdOf(history) ?? file, source: file, history };
    } catch (error) {
      yield { workflowId: file, source: file, unread: String(error) };
    }
  }
}

/** Workflow code may read its id, and so it has to be the same in a replay. */
function workflowIdOf(history: unknown): string | undefined {
  const [first] = (history as { events?: { workflowExecutionStartedEventAttributes?: { workflowId?: string } }[] })
    .events ?? [undefined];
  return first?.workflowExecutionStartedEventAttributes?.workflowId;
}
