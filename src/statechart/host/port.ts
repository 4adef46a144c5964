/**
 * All that the host asks of the world in which it lives (S12). The workflow's port stands on Temporal;
 * any other is as good, as long as a replay with the same inputs gets the same answers.
 */
export interface HostPort {
  /** Milliseconds since the epoch; does not move while one activation runs. */
  now(): number;
  /** Calls `wake` once, at or after `dueAt` (milliseconds since the epoch), unless cancelled before. */
  wakeAt(dueAt: number, wake: () => void): { cancel(): void };
  /** Runs `work` with random numbers of the named stream, so that it draws none of the machine's own. */
  withRandomStream<T>(name: string, work: () => T): T;
  /** Runs `work` where Temporal's cancellation of the instance does not reach, and what it starts neither. */
  shielded<T>(work: () => T): T;
}
