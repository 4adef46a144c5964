import type { Attempted } from '../contract/attempt.ts';
import { ageOfPairMs } from '../contract/repeatability.ts';
import type { RepeatabilityPair } from '../contract/repeatability.ts';

/** Until when a request that changes something at the provider may be sent. */
export interface SendWindow {
  readonly pair: RepeatabilityPair;
  /** Milliseconds after the pair's `firstSent`. */
  readonly pairWindowMs: number;
  /** ISO 8601; absent where a late request does no harm. */
  readonly notAfter?: string;
  /** An earlier activity may have sent the pair. */
  readonly sentBefore?: boolean;
}

type NotSent = Extract<Attempted<never>, { readonly ok: false }>;

/** Why a request may not be sent at the given time; `undefined` where it may. Looks have no window and are always open. */
export function closedAt(window: SendWindow | undefined, timeMs: number): 'expired' | 'windowPassed' | undefined {
  if (window === undefined) return undefined;
  if (window.notAfter !== undefined && timeMs > Date.parse(window.notAfter)) return 'expired';
  return ageOfPairMs(window.pair, timeMs) >= window.pairWindowMs ? 'windowPassed' : undefined;
}

/** The attempt that is not made. An earlier one may have been, and an attempt cannot know what became of it. */
export function refusalToSend(
  operation: string,
  attempt: number,
  window: SendWindow | undefined,
  nowMs: number,
): NotSent | undefined {
  const closed = closedAt(window, nowMs);
  if (closed === undefined) return undefined;
  const why = closed === 'expired' ? 'its notAfter has passed' : 'its Repeatability pair is too old';
  return {
    ok: false,
    failure: { class: closed, sentBefore: attempt > 1 || window?.sentBefore === true },
    sentence: `${operation} was not sent: ${why} (attempt ${attempt})`,
  };
}
