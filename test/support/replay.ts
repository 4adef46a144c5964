import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { Client, Connection, WorkflowNotFoundError, type ConnectionOptions } from '@temporalio/client';
import { Worker, type ReplayResult } from '@temporalio/worker';

/** A client of the test's Temporal server. */
export async function connectToTemporal(options: Pick<ConnectionOptions, 'interceptors'> = {}): Promise<Client> {
  const address = process.env['TEST_TEMPORAL_ADDRESS'];
  if (address === undefined) throw new Error('the global set-up has not run');
  return new Client({ connection: await Connection.connect({ ...options, address }) });
}

type Bundle = 'TEST_CALLS_BUNDLE' | 'TEST_STATECHARTS_BUNDLE';

export function codeOf(bundle: Bundle): string {
  return readFileSync(process.env[bundle] ?? '', 'utf8');
}

/** Replays histories against the code under test (P7), one worker for all of a file: to make one takes longest. */
export class Replayer {
  readonly #client: Client;
  readonly #bundle: Bundle;
  readonly #histories = new PassThrough({ objectMode: true });
  #replays: AsyncIterator<ReplayResult> | undefined;

  constructor(client: Client, bundle: Bundle) {
    this.#client = client;
    this.#bundle = bundle;
  }

  /** The history of each workflow, as it is now. */
  async check(workflowIds: Iterable<string>): Promise<void> {
    for (const workflowId of workflowIds) {
      const history = await this.#client.workflow.getHandle(workflowId).fetchHistory();
      this.#replays ??= this.#open();
      this.#histories.write({ workflowId, history });
      const { done, value } = await this.#replays.next();
      if (done === true) throw new Error('the worker for replays has ended');
      if (value.error) throw value.error;
    }
  }

  async close(): Promise<void> {
    this.#histories.end();
    await this.#replays?.next();
  }

  #open(): AsyncIterator<ReplayResult> {
    const options = { workflowBundle: { code: codeOf(this.#bundle) } };
    return Worker.runReplayHistories(options, this.#histories)[Symbol.asyncIterator]();
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
