import type { Client } from '@temporalio/client';
import { CALLER as CALLER_SHAPE, LOCAL_CALLER } from '../contract/caller.ts';
import { describeWorkflow } from './describe-workflow.ts';
import { Remembered } from './remembered.ts';
import { CALLER } from './search-attributes.ts';

/**
 * Who has started what. It is written at the start and never changes, so that it is asked for once. See
 * docs/decisions/0018-who-owns-an-operation.md.
 */
export class Owners {
  readonly #client: Client;
  readonly #byWorkflow = new Remembered<string>();

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Whether the workflow is there for the caller, of whom nothing is asked where there is none.
   *
   * @throws TypeError for what is no caller, TemporalUnavailable
   */
  async isOwn(workflowId: string, caller: string | undefined, timeoutMs: number): Promise<boolean> {
    if (caller === undefined) return true;
    assertCaller(caller);
    return (await this.#ownerOf(workflowId, timeoutMs)) === caller;
  }

  remember(workflowId: string, owner: string): void {
    this.#byWorkflow.set(workflowId, owner);
  }

  /** What is unknown is not remembered: it may be started any time. */
  async #ownerOf(workflowId: string, timeoutMs: number): Promise<string | undefined> {
    const owner = this.#byWorkflow.get(workflowId) ?? (await this.#ask(workflowId, timeoutMs));
    if (owner !== undefined) this.remember(workflowId, owner);
    return owner;
  }

  async #ask(workflowId: string, timeoutMs: number): Promise<string | undefined> {
    const workflow = await describeWorkflow(this.#client, workflowId, timeoutMs);
    // What was started before owners were kept is everybody's on that machine.
    return workflow && (workflow.typedSearchAttributes.get(CALLER) ?? LOCAL_CALLER);
  }
}

/** @throws TypeError */
export function assertCaller(caller: string): void {
  if (!CALLER_SHAPE.test(caller)) throw new TypeError('caller must be 1 to 100 of A-Z, a-z, 0-9, and : _ . -');
}

/** As whose something is started. */
export function ownerFor(caller: string = LOCAL_CALLER): string {
  assertCaller(caller);
  return caller;
}
