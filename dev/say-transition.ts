import type { OperationTransition } from '../src/contract/operation-view.ts';
import { causeInWords, stateInWords } from './in-human-words.ts';

const STATE_COLUMNS = 47;

/** When, what the operation came to, and what caused it; the cause on a line of its own where the state is long. */
export function transitionLines({ at, to, event }: OperationTransition): string[] {
  const [state, cause] = [stateInWords(to), causeInWords(event)];
  if (state.length <= STATE_COLUMNS) return [timedLine(at, `${state.padEnd(STATE_COLUMNS)}  ${cause}`)];
  const first = timedLine(at, state);
  return [first, `${' '.repeat(first.length - state.length + STATE_COLUMNS)}  ${cause}`];
}

/** A line of its own among the transitions. */
export function timedLine(at: string | Date, text: string): string {
  return `  ${timeOfDay(new Date(at))}  ${text}`;
}

/** `14:05:09.123`, where the reader is. */
function timeOfDay(date: Date): string {
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${hours}:${minutes}:${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
