import type { NativeConnection, Worker } from '@temporalio/worker';
import type { NotReady } from '../http/readiness-route.ts';

const ANSWER_TIMEOUT_MS = 1_000;

/** What is known of a worker that runs; nothing while it starts. */
export class WorkerReadiness {
  #running: { readonly worker: Worker; readonly connection: NativeConnection } | undefined;

  isRunning(worker: Worker, connection: NativeConnection): void {
    this.#running = { worker, connection };
  }

  /** `undefined` while it polls Temporal, and Temporal answers: a poll that waits does not tell that it is gone. */
  async whyNot(): Promise<NotReady | undefined> {
    if (this.#running === undefined) return 'starting';
    const { worker, connection } = this.#running;
    const { runState, workflowPollerState, activityPollerState } = worker.getStatus();
    if (runState === 'INITIALIZED') return 'starting';
    const polls = workflowPollerState === 'POLLING' && activityPollerState === 'POLLING';
    if (runState !== 'RUNNING' || !polls) return 'draining';
    return connection
      .withDeadline(Date.now() + ANSWER_TIMEOUT_MS, () => connection.workflowService.getSystemInfo({}))
      .then(
        () => undefined,
        () => 'temporal',
      );
  }
}
