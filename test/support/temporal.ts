import { readFileSync } from 'node:fs';
import { Client, Connection, WorkflowNotFoundError, type ConnectionOptions } from '@temporalio/client';

/** A client of the test's Temporal server. */
export async function connectToTemporal(options: Pick<ConnectionOptions, 'interceptors'> = {}): Promise<Client> {
  const address = process.env['TEST_TEMPORAL_ADDRESS'];
  if (address === undefined) throw new Error('the global set-up has not run');
  return new Client({ connection: await Connection.connect({ ...options, address }) });
}

export type Bundle = 'TEST_CALLS_BUNDLE' | 'TEST_STATECHARTS_BUNDLE';

export function codeOf(bundle: Bundle): string {
  return readFileSync(process.env[bundle] ?? '', 'utf8');
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
