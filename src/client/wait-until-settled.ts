import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { isUnanswered, TemporalUnavailable, WaitTimedOut } from '../statechart/client/index.ts';
import type { WaitOptions } from './call-options.ts';
import { abortable } from './within.ts';

/** A connection that has died without a word is noticed after it. */
const LONGEST_LOOK_MS = 60_000;
const LOOK_INTERVAL_MS = 500;

/** A view of something that has ended; how is in its outcome. */
export type Settled<View extends { readonly outcome?: unknown }> = View & {
  readonly phase: 'settled';
  readonly outcome: NonNullable<View['outcome']>;
};

/**
 * Looks until it has settled, time and again. Goes on while Temporal or the workers are away, for an operation goes on
 * afterwards, too.
 *
 * @param look resolves with `undefined` where it has not settled, at once or within the time that it is given
 * @throws WaitTimedOut, or TemporalUnavailable if it was away at last, when `timeoutMs` passes
 */
export async function waitUntilSettled<View extends { readonly outcome?: unknown }>(
  client: Client,
  id: string,
  { signal, timeoutMs = Infinity }: WaitOptions,
  look: (withinMs: number) => Promise<View | undefined>,
): Promise<Settled<View>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const withinMs = Math.min(deadline - Date.now(), LONGEST_LOOK_MS);
    if (withinMs <= 0) throw new WaitTimedOut(id, timeoutMs);
    try {
      const view = await abortable(client, signal, () => look(withinMs));
      if (view?.outcome !== undefined) return view as Settled<View>;
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (error instanceof TemporalUnavailable && Date.now() + LOOK_INTERVAL_MS > deadline) throw error;
    }
    const pauseMs = Math.min(LOOK_INTERVAL_MS, Math.max(deadline - Date.now(), 0));
    await abortable(client, signal, () => sleep(pauseMs));
  }
}

function isTransient(error: unknown): boolean {
  return isUnanswered(error) || error instanceof WaitTimedOut;
}
