import { readFileSync } from 'node:fs';
import { Client, Connection, WorkflowNotFoundError, type ConnectionOptions } from '@temporalio/client';
import { Worker } from '@temporalio/worker';

/** A client of the test's Temporal server. */
export async function connectToTemporal(options: Pick<ConnectionOptions, 'interceptors'> = {}): Promise<Client> {
  const address = process.env['TEST_TEMPORAL_ADDRESS'];
  if (address === undefined) throw new Error('the global set-up has not run');
  return new Client({ connection: await Connection.connect({ ...options, address }) });
}

export function codeOf(bundle: 'TEST_CALLS_BUNDLE' | 'TEST_STATECHARTS_BUNDLE'): string {
  return readFileSync(process.env[bundle] ?? '', 'utf8');
}

/** Fetches the history of each workflow as it is now, and replays it against the code under test (P7). */
export async function replay(client: Client, workflowIds: Iterable<string>, code: string): Promise<void> {
  async function* histories() {
    for (const workflowId of workflowIds) {
      yield { workflowId, history: await client.workflow.getHandle(workflowId).fetchHistory() };
    }
  }
  for await (const { error } of Worker.runReplayHistories({ workflowBundle: { code } }, histories())) {
    if (error) throw error;
  }
}

/** Those that have not ended by themselves. */
export async function terminateOpen(client: Client, workflowIds: readonly string[]): Promise<void> {
  const terminate = async (workflowId: string) => {
    await client.workflow.getHandle(workflowId).terminate('the test is over');
  };
  const unlessEnded = (error: unknown) => {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  };
  await Promise.all(workflowIds.map((workflowId) => terminate(workflowId).catch(unlessEnded)));
}
