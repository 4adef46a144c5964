import { setTimeout as delay } from 'node:timers/promises';
import type { MediaOperationView } from '../src/contract/graph-media-view.ts';
import type { OperationTransition, OperationView } from '../src/contract/operation-view.ts';
import { ApiRefusal, type OperationsApi } from './operations-api.ts';

const POLL_MS = 50;
const NO_WORKER_ANSWERS = 503;

/** Looks at one operation again and again, and tells each of its transitions once. */
export class OperationFollower<View extends OperationView | MediaOperationView = OperationView> {
  readonly #api: OperationsApi;
  readonly #operationId: string;
  readonly #tell: (transition: OperationTransition) => void;
  #told = 0;

  constructor(api: OperationsApi, operationId: string, tell: (transition: OperationTransition) => void) {
    this.#api = api;
    this.#operationId = operationId;
    this.#tell = tell;
  }

  /** Resolves with the view that holds; rejects after the time, with what it saw last. `what` completes "it did not". */
  async until(what: string, holds: (view: View) => boolean, timeoutMs: number): Promise<View> {
    const deadline = Date.now() + timeoutMs;
    let view: View | undefined;
    while (Date.now() < deadline) {
      view = (await this.#look()) ?? view;
      if (view !== undefined && holds(view)) return view;
      await delay(POLL_MS);
    }
    const state = view === undefined ? 'no worker told of it' : `its state is ${JSON.stringify(view.state)}`;
    throw new Error(`The operation ${this.#operationId} did not ${what} within ${timeoutMs / 1000} s: ${state}.`);
  }

  async #look(): Promise<View | undefined> {
    try {
      const view = await this.#api.view<View>(this.#operationId);
      for (const transition of view.transitions) {
        if (transition.revision <= this.#told) continue;
        this.#tell(transition);
        this.#told = transition.revision;
      }
      return view;
    } catch (error) {
      if (error instanceof ApiRefusal && error.status === NO_WORKER_ANSWERS) return undefined;
      throw error;
    }
  }
}
