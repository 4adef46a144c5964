import type { Attempted } from '../contract/attempt.ts';
import { ageOfPairMs } from '../contract/repeatability.ts';
import type { RepeatabilityPair } from '../contract/repeatability.ts';

/**
 * How often and until when a request that changes something at the provider may be sent. `once`: the provider would
 * execute it again, so that only a first attempt is sent; until when, the gateway asks just before it sends.
 */
export type SendWindow = 'once' | PairWindow;

interface PairWindow {
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
function closedAt(window: SendWindow | undefined, timeMs: number): 'expired' | 'windowPassed' | undefined {
  if (window === undefined || window === 'once') return undefined;
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
  if (window === 'once') return attempt > 1 ? sentOnce(operation, attempt) : undefined;
  const closed = closedAt(window, nowMs);
  if (closed === undefined) return undefined;
  const why = closed === 'expired' ? 'its notAfter has passed' : 'its Repeatability pair is too old';
  return {
    ok: false,
    failure: { class: closed, sentBefore: attempt > 1 || window?.sentBefore === true },
    sentence: `${operation} was not sent: ${why} (attempt ${attempt})`,
  };
}

/** Whether it may be repeated at the given time. */
export function isOpenForRepeats(window: SendWindow | undefined, timeMs: number): boolean {
  return window !== 'once' && closedAt(window, timeMs) === undefined;
}

function sentOnce(operation: string, attempt: number): NotSent {
  return {
    ok: false,
    failure: { class: 'ambiguous', sentBefore: true },
    sentence: `${operation} was not sent again: an earlier attempt may have been (attempt ${attempt})`,
  };
}
