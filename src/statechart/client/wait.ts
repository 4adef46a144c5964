import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { FAILURE_TYPES, type Answer, type WaitAnswer } from '../messages.ts';
import { conditionHolds, LONGEST_HOLD_MS, type WaitCondition } from '../wait-condition.ts';
import { pause } from './until-answered.ts';

/** While an instance holds as many answers as it may, it is looked at instead. */
const LOOK_INTERVAL_MS = 500;

export interface WaitMeans {
  /** Reads the view; writes no history. */
  readonly look: (timeoutMs: number) => Promise<Answer>;
  /** Asks the instance to hold its answer back until the condition holds. */
  readonly hold: (holdMs: number) => Promise<WaitAnswer>;
  readonly neverReached: (view: Answer) => Error;
  readonly timedOut: () => Error;
}

/** Looks, and where the condition does not hold yet, has an answer held back: as often as it takes, over all runs. */
export async function waitFor(condition: WaitCondition, deadline: number, means: WaitMeans): Promise<Answer> {
  for (;;) {
    const remainingMs = deadline - Date.now();
    if (remainingMs <= 0) throw means.timedOut();
    const seen = await means.look(remainingMs);
    if (conditionHolds(condition, seen)) return seen;
    if (seen.status !== 'active') throw means.neverReached(seen);
    const held = await holdOrPause(means, Math.min(deadline - Date.now(), LONGEST_HOLD_MS));
    if (held?.result === 'reached') return held.answer;
  }
}

/** `undefined` when there was no room, or the run is over: look again. */
async function holdOrPause(means: WaitMeans, holdMs: number): Promise<WaitAnswer | undefined> {
  if (holdMs <= 0) return undefined;
  try {
    return await means.hold(holdMs);
  } catch (error) {
    if (!isWorthAnotherLook(error)) throw error;
    await pause(Math.min(holdMs, LOOK_INTERVAL_MS));
    return undefined;
  }
}

/** No room, a run that is over, a worker that is slow: what it means for the condition is seen by looking. */
function isWorthAnotherLook(error: unknown): boolean {
  if (!(error instanceof WorkflowUpdateFailedError)) return true;
  return error.cause instanceof ApplicationFailure && error.cause.type !== FAILURE_TYPES.invalidEvent;
}
