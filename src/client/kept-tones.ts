import type { Client } from '@temporalio/client';
import { describeWorkflow } from './describe-workflow.ts';
import { Remembered } from './remembered.ts';

/** In the memo of a call: written at its adoption, and never changed. */
export const KEEP_TONES = 'keepTones';

/** Whether calls keep which tones were pressed. Each is asked for once. */
export class KeptTones {
  readonly #client: Client;
  readonly #byWorkflow = new Remembered<boolean>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** @throws TemporalUnavailable */
  async ofCall(workflowId: string, timeoutMs: number): Promise<boolean> {
    const known = this.#byWorkflow.get(workflowId);
    if (known !== undefined) return known;
    const call = await describeWorkflow(this.#client, workflowId, timeoutMs);
    // Of a call that was not adopted yet nobody can have subscribed to tones. It may be adopted meanwhile, and not keep them.
    if (call === undefined) return false;
    const keeps = call.memo?.[KEEP_TONES] !== false;
    this.#byWorkflow.set(workflowId, keeps);
    return keeps;
  }
}
