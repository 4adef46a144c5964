import type { AnyStateMachine, EventObject } from 'xstate';
import type { ProviderFailure } from '../../../src/contract/provider-failure.ts';
import type { ModelEvent, Situation } from './model.ts';

/** What becomes of something that the machine has invoked. */
export interface Answer {
  readonly says: string;
  /** No attempt can have been executed. */
  readonly isClearNo: boolean;
  readonly output?: unknown;
  readonly error?: unknown;
}

export function done(says: string, output?: unknown): Answer {
  return { says, output, isClearNo: false };
}

export function failed(failure: ProviderFailure): Answer {
  const { class: type, sentBefore, status, code } = failure;
  const words = [type, status, code, sentBefore && 'perhaps executed'];
  const error = { type, message: type, details: [failure] };
  return { says: words.filter(Boolean).join(' '), error, isClearNo: !sentBefore };
}

export const outOfTime: Answer = {
  says: 'out of time',
  error: { type: 'TimeoutFailure', details: ['HEARTBEAT'] },
  isClearNo: false,
};

/** Given up before any worker took it. */
export const neverBegan: Answer = {
  says: 'never began',
  error: { type: 'TimeoutFailure', details: ['SCHEDULE_TO_START'] },
  isClearNo: true,
};

/** Each of the answers to the actor, at once; and when the next limit has passed, where there is one. */
export function answered(
  actorId: string,
  answers: readonly Answer[],
  now: number,
  nextLimit: number | undefined,
): ModelEvent[] {
  const times: [string, number][] = [['', now]];
  if (nextLimit !== undefined) times.push([' late', nextLimit]);
  return answers.flatMap(({ says, output, error }) =>
    times.map(([when, at]) => ({
      type: `${actorId}: ${says}${when}`,
      event:
        error === undefined
          ? ({ type: `xstate.done.actor.${actorId}`, output, actorId } as EventObject)
          : ({ type: `xstate.error.actor.${actorId}`, error, actorId } as EventObject),
      at,
      isInner: true,
    })),
  );
}

/** Timers fire in the order of their deadlines. */
export function firstTimer<TMachine extends AnyStateMachine>({ timers, now }: Situation<TMachine>): ModelEvent[] {
  return timers.slice(0, 1).map(({ event, dueAt }) => ({
    type: event.type.replace('xstate.', ''),
    event,
    at: Math.max(now, dueAt),
    isInner: true,
  }));
}

/** The next time at which a guard may hold that did not, unless a timer comes first. */
export function nextOf<TMachine extends AnyStateMachine>(
  { now, timers }: Situation<TMachine>,
  limits: readonly (number | undefined)[],
): number | undefined {
  const next = Math.min(...limits.flatMap((limit) => (limit !== undefined && limit > now ? [limit] : [])));
  return Number.isFinite(next) && next < (timers[0]?.dueAt ?? Infinity) ? next : undefined;
}

/** The name of what an invoked actor runs. */
export function sourceOf(child: unknown): string {
  return String((child as { src?: unknown } | undefined)?.src);
}
