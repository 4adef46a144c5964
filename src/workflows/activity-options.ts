import type { ActivityOptions } from '@temporalio/workflow';
import type { Waits } from '../contract/add-participant.ts';
import { LONGEST_LOOK_BEFORE_MS } from '../contract/defaults.ts';
import { REPEATABLE_CLASSES } from '../contract/provider-failure.ts';

type Limits = Pick<Waits, 'startToCloseMs' | 'heartbeatMs'>;

/** From one attempt to the next. The activity itself ends the repeating: by the pair's window, and by `notAfter`. */
const BACK_OFF = { initialInterval: 500, backoffCoefficient: 2, maximumInterval: 10_000 } as const;

/** How often one look is tried before it counts as failed. */
const LOOK_ATTEMPTS = 5;

/** For requests that change something at the provider: regular activities, so that history knows of them first (S11). */
export function requestOptions({ startToCloseMs, heartbeatMs }: Limits): ActivityOptions {
  return {
    startToCloseTimeout: startToCloseMs,
    heartbeatTimeout: heartbeatMs,
    // Whoever left the state does not wait for the request; unset, it would be the same by accident only.
    cancellationType: 'TRY_CANCEL',
    retry: BACK_OFF,
  };
}

/**
 * For a request that must be known not to have begun, or to be left alone: it can be withdrawn until a worker takes it.
 * Between two attempts Temporal would take it for one that has not begun: the machine repeats it.
 */
export function withdrawableOptions(waits: Limits): ActivityOptions {
  return {
    ...requestOptions(waits),
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: { maximumAttempts: 1 },
  };
}

/** How long what was asked before a request holds. */
const LONGEST_IN_QUEUE_MS = 10_000;

/** For a request whose question goes before it: one that waits for a worker is given up, and the machine asks again. */
export function promptOptions(waits: Limits): ActivityOptions {
  return { ...onceOptions(waits), scheduleToStartTimeout: LONGEST_IN_QUEUE_MS };
}

/** For what is executed again whenever it is sent: Temporal makes one attempt, and the machine decides. */
export function onceOptions(waits: Limits): ActivityOptions {
  return { ...requestOptions(waits), retry: { maximumAttempts: 1 } };
}

/** For looks, which may fail: a failed look proves nothing. */
export function lookOptions(waits: Limits): ActivityOptions {
  return { ...requestOptions(waits), retry: { ...BACK_OFF, maximumAttempts: LOOK_ATTEMPTS } };
}

/** Beside the request itself. */
const MARGIN_MS = 1_000;

/**
 * For a look that an add waits for: repeated where its answer was lost with its worker, and not where the provider could
 * not give one.
 */
export function lookBeforeOptions(waits: Limits): ActivityOptions {
  return {
    ...requestOptions(waits),
    startToCloseTimeout: Math.min(waits.startToCloseMs, LONGEST_LOOK_BEFORE_MS + MARGIN_MS),
    retry: { ...BACK_OFF, maximumAttempts: LOOK_ATTEMPTS, nonRetryableErrorTypes: [...REPEATABLE_CLASSES] },
  };
}
