import type { GraphCallState } from '../contract/graph-activities.ts';
import { happenedOutside, isOfClass, isTimeout, providerFailureIn } from './provider-errors.ts';

/*
 * Guards of what Graph has answered, or has not. They stand in the machines under their own names, so that their diagrams
 * tell them.
 */

interface Failed {
  readonly event: { readonly error: unknown };
}

export const callHasEnded = ({
  event,
}: {
  readonly event: { readonly output: Pick<GraphCallState, 'found' | 'state'> };
}): boolean => !event.output.found || event.output.state === 'terminated';

export const callIsGone = ({ event }: Failed): boolean => isOfClass(event.error, 'callEnded');

export const callMayBeGone = ({ event }: Failed): boolean =>
  isOfClass(event.error, 'rejected') && providerFailureIn(event.error)?.status === 404;

/** Temporal has given the attempt up, and not the worker that has it. */
export const mayStillLeave = ({ event }: Failed): boolean => isTimeout(event.error);

export const outside = ({ event }: Failed): boolean => happenedOutside(event.error);
