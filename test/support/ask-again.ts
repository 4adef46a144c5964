import { isUnanswered, TemporalUnavailable } from '../../src/statechart/client/index.ts';

const FIRST_LIMIT_MS = 3_000;
/** Every question costs each process of the stack some milliseconds: who waits for long asks less often. */
const FIRST_PAUSE_MS = 40;
const LONGEST_PAUSE_MS = 250;

/**
 * Asks until an answer is as wished. A question that is lost is never answered, and a busy machine answers late: the
 * first ones have 3 s, and whenever one was given up the next have twice as long.
 *
 * @param ask gives nothing when it had to give up
 */
export async function askAgain<T>(
  ask: (limitMs: number) => Promise<T | undefined>,
  holds: (answer: T) => boolean,
  timeoutMs: number,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let limitMs = FIRST_LIMIT_MS;
  let pauseMs = FIRST_PAUSE_MS;
  let last: T | undefined;
  for (;;) {
    const answer = await ask(Math.min(limitMs, Math.max(deadline - Date.now(), FIRST_LIMIT_MS)));
    if (answer === undefined) limitMs *= 2;
    else if (holds(answer)) return answer;
    last = answer ?? last;
    if (Date.now() > deadline)
      throw new Error(`not reached within ${timeoutMs} ms; last seen: ${JSON.stringify(last)}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    pauseMs = Math.min(pauseMs * 1.4, LONGEST_PAUSE_MS);
  }
}

/** Asks a client of ours until it is answered. */
export function askUntilAnswered<T extends object>(ask: (options: { timeoutMs: number }) => Promise<T>): Promise<T> {
  return askAgain(
    (timeoutMs) => ask({ timeoutMs }).catch(nothingIfLost),
    () => true,
    40_000,
  );
}

/** No worker has answered in time, or Temporal was too busy to say so. */
export function nothingIfLost(error: unknown): undefined {
  if (!isUnanswered(error)) throw error;
}

/** What a request is refused with, asked for anew as long as Temporal is too busy to refuse it. */
export async function refusalOf(ask: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    const refusal: unknown = await ask().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(refusal instanceof TemporalUnavailable)) return refusal;
  }
}
