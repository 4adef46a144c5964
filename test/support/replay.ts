import { PassThrough } from 'node:stream';
import type { Client } from '@temporalio/client';
import { Worker, type ReplayResult } from '@temporalio/worker';
import { codeOf, type Bundle } from './temporal.ts';

/** Replays histories against the code under test (P7), all with one worker. */
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
