/** For longer, somebody on the way may give the connection up. */
const LONGEST_WAIT_SECONDS = 60;

/** `wait=10`, also quoted, and with parameters, which say nothing of it. */
const WAIT = /^wait\s*=\s*"?(\d{1,9})"?\s*(?:;|$)/i;

/**
 * How many seconds the sender is willing to wait for its answer: the first `wait` counts, and at most 60 seconds. What
 * cannot be read is no preference.
 *
 * @see RFC 7240, 2 and 4.3
 */
export function preferredWaitSeconds(prefer: string | readonly string[] | undefined): number | undefined {
  const preferences = [prefer ?? []].flat().flatMap((line) => line.split(','));
  const [, seconds] = preferences.map((preference) => WAIT.exec(preference.trim())).find((found) => found) ?? [];
  return seconds === undefined ? undefined : Math.min(Number(seconds), LONGEST_WAIT_SECONDS);
}
