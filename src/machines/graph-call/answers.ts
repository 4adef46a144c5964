import type { MediaResponse } from '../../contract/graph-activities.ts';
import type { GraphCallOutcome } from '../../contract/graph-media.ts';
import type { GraphNotification } from '../../contract/graph-notification.ts';
import { happenedOutside, isOfClass, wasNeverExecuted } from '../provider-errors.ts';
import { wordsOf } from '../provider-words.ts';
import type { Context } from './model.ts';

/*
 * Guards of what an actor has answered, and of two facts together. They stand in the machine under their own names, so
 * that its diagram tells them.
 */

interface Failed {
  readonly context: Context;
  readonly event: { readonly error: unknown };
}

export { callHasEnded, callIsGone, callMayBeGone, mayStillLeave, outside } from '../graph-answers.ts';

interface Answered {
  readonly context: Context;
  readonly event: { readonly output: MediaResponse };
}

/** Whatever else Graph answers to a cancel says that it is not over. */
export const cancelIsCompleted = ({ event }: Answered): boolean => event.output.result === 'completed';

/** And none of its earlier POSTs may have been executed. */
export const cancelHasFailed = ({ context, event }: Answered): boolean =>
  event.output.result !== undefined && context.cancelling?.mayBeOut !== true;

export const nothingWasExecuted = ({ event }: Failed): boolean => wasNeverExecuted(event.error);

/** A clear no to its only POST: an earlier one may have been executed, and the no would be no word on it. */
export const cancelWasRefused = ({ context, event }: Failed): boolean =>
  (isOfClass(event.error, 'rejected') || isOfClass(event.error, 'notEstablished')) &&
  context.cancelling?.mayBeOut !== true;

export const isAliveNoLonger = ({ context, event }: Failed): boolean =>
  happenedOutside(event.error) && context.aliveAt + context.call.waits.aliveMs <= Date.now();

export function endTold(notice: Extract<GraphNotification, { readonly type: 'graph.CallEnded' }>): GraphCallOutcome {
  return { type: 'ended', ...wordsOf(notice), evidence: 'event' };
}
