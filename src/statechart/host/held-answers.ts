import type { Answer, HoldResult } from '../messages.ts';
import { conditionHolds, LONGEST_HOLD_MS, type WaitCondition } from '../wait-condition.ts';
import type { HostPort } from './port.ts';

/** A server lets 10 updates of one run be in flight; what waits must leave room for commands (S13). */
const MOST_HELD = 4;

interface Held {
  readonly condition: WaitCondition;
  readonly release: (result: HoldResult) => void;
}

/** Answers that are held back until a condition holds, and for a bounded time. */
export class HeldAnswers {
  readonly #port: HostPort;
  readonly #view: () => Answer;
  readonly #held = new Set<Held>();

  constructor(port: HostPort, view: () => Answer) {
    this.#port = port;
    this.#view = view;
  }

  get hasRoom(): boolean {
    return this.#held.size < MOST_HELD;
  }

  /** Resolves with `pending` when `holdMs` (at most 20 s) pass before the condition holds. */
  hold(condition: WaitCondition, holdMs: number): Promise<HoldResult> {
    const known = this.#resultNow(condition);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve) => {
      const held: Held = { condition, release: (result) => resolve(this.#let(held, result, alarm)) };
      const dueAt = this.#port.now() + Math.min(Math.max(1, holdMs), LONGEST_HOLD_MS);
      const alarm = this.#port.wakeAt(dueAt, () => held.release('pending'));
      this.#held.add(held);
    });
  }

  /** To be called after every transition. */
  check(): void {
    for (const held of this.#held) {
      const result = this.#resultNow(held.condition);
      if (result !== undefined) held.release(result);
    }
  }

  releaseAll(result: HoldResult): void {
    for (const held of this.#held) held.release(result);
  }

  #resultNow(condition: WaitCondition): HoldResult | undefined {
    const view = this.#view();
    if (conditionHolds(condition, view)) return 'reached';
    return view.status === 'active' ? undefined : 'ended';
  }

  #let(held: Held, result: HoldResult, alarm: { cancel(): void }): HoldResult {
    this.#held.delete(held);
    if (result !== 'pending') alarm.cancel();
    return result;
  }
}
