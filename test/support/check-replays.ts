import type { Bundle } from './temporal.ts';

/** Where the process of the run is asked for replays. */
export const REPLAYS = 'TEST_REPLAYS';

export interface WantedReplays {
  readonly bundle: Bundle;
  readonly workflowIds: readonly string[];
}

/**
 * Replays the history of each workflow, as it is now, against the code under test (P7).
 *
 * @throws Error with what the replay said
 */
export async function checkReplays(bundle: Bundle, workflowIds: readonly string[]): Promise<void> {
  if (workflowIds.length === 0) return;
  const wanted: WantedReplays = { bundle, workflowIds };
  const response = await fetch(`${process.env[REPLAYS]}/${process.env['JEST_WORKER_ID']}`, {
    method: 'POST',
    body: JSON.stringify(wanted),
  });
  if (!response.ok) throw new Error(`a replay failed: ${await response.text()}`);
}
