import type { Client } from '@temporalio/client';
import type { NotReady } from '../http/readiness-route.ts';

const ANSWER_TIMEOUT_MS = 1_000;

/** Whether a server can do its work. */
export class ServerReadiness {
  readonly #client: Client;
  #isDraining = false;

  constructor(client: Client) {
    this.#client = client;
  }

  drain(): void {
    this.#isDraining = true;
  }

  async whyNot(): Promise<NotReady | undefined> {
    if (this.#isDraining) return 'draining';
    const answers = await this.#temporalAnswers();
    // It may have been told so meanwhile.
    if (this.#isDraining) return 'draining';
    return answers ? undefined : 'temporal';
  }

  async #temporalAnswers(): Promise<boolean> {
    return this.#client
      .withDeadline(Date.now() + ANSWER_TIMEOUT_MS, () => this.#client.workflowService.getSystemInfo({}))
      .then(
        () => true,
        () => false,
      );
  }
}
