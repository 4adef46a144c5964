import type { Client } from '@temporalio/client';
import { describeWorkflow } from './describe-workflow.ts';

/** In the memo of a call: written at its adoption, and never changed. */
export const KEEP_TONES = 'keepTones';

/** About 2 MB. */
const MOST_REMEMBERED = 10_000;

/** Whether calls keep which tones were pressed. Each is asked for once. */
export class KeptTones {
  readonly #client: Client;
  /** By workflow, in the order in which they were asked for. */
  readonly #remembered = new Map<string, boolean>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** @throws TemporalUnavailable */
  async ofCall(workflowId: string, timeoutMs: number): Promise<boolean> {
    const known = this.#remembered.get(workflowId);
    if (known !== undefined) return known;
    const call = await describeWorkflow(this.#client, workflowId, timeoutMs);
    // Of a call that was not adopted yet nobody can have subscribed to tones. It may be adopted meanwhile, and not keep them.
    if (call === undefined) return false;
    const keeps = call.memo?.[KEEP_TONES] !== false;
    this.#remembered.set(workflowId, keeps);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MOST_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
    return keeps;
  }
}
