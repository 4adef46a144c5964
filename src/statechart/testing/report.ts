import type { TransitionRecord } from '../messages.ts';
import { formatStatePath } from '../state-path.ts';
import type { ActivityCall } from './activity-calls.ts';

/**
 * The transitions, one line each, with the time since the start in milliseconds, and the calls of faked actors:
 * `#3 +1000 ms  PAY: waiting → charging`.
 */
export function reportOf(
  startAt: number,
  transitions: readonly TransitionRecord[],
  calls: readonly ActivityCall[],
): string {
  const steps = transitions.map(({ revision, at, event, from, to, actor }) => {
    const states = [from, to].filter((state) => state !== undefined).map(nameOf);
    const machine = actor === undefined ? '' : `${actor}: `;
    return `#${revision} +${Date.parse(at) - startAt} ms  ${machine}${event}: ${states.join(' → ')}`;
  });
  const called = calls.map(({ number, name, state }) => `call ${number} of ${name}: ${state}`);
  return [...steps, ...called].join('\n');
}

/** A machine without states has an empty value. */
function nameOf(state: TransitionRecord['to']): string {
  return formatStatePath(state) || '(no state)';
}
