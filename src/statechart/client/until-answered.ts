import type { Client } from '@temporalio/client';
import type { WorkflowTaskFailing } from './errors.ts';
import { isDeadline, mayPass, taskFailing, whoIsMissing } from './temporal-errors.ts';

const RETRY_INTERVAL_MS = 100;

export interface Asking {
  readonly client: Client;
  readonly instanceId: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** How long the caller gave, for the message of an error. */
  readonly timeoutMs: number;
  /** How long the first attempt may take; each later one may take twice as long. The whole time unless given. */
  readonly firstAttemptMs?: number;
}

/**
 * Asks an instance again as long as there is time and the reason may pass: no worker has taken the question up yet, the run
 * is over and the next one goes on, or Temporal gave the question back.
 *
 * @param ask asks once
 * @param meaningOf what an error says where it is an answer: it returns that answer or throws; `undefined` where it is not one
 * @throws WorkflowTaskFailing, NoWorkerAnswered when the time is over; TemporalUnavailable at once
 */
export async function untilAnswered<T>(
  ask: () => Promise<T>,
  meaningOf: (error: unknown) => Promise<T | undefined>,
  { client, instanceId, deadline, timeoutMs, firstAttemptMs = Number.POSITIVE_INFINITY }: Asking,
): Promise<T> {
  let failing: WorkflowTaskFailing | undefined;
  for (let attemptMs = firstAttemptMs; ; attemptMs *= 2) {
    try {
      return await client.withDeadline(Math.min(deadline, Date.now() + attemptMs), ask);
    } catch (error) {
      const answer = await meaningOf(error);
      if (answer !== undefined) return answer;
      if (!mayPass(error)) throw await whoIsMissing(error, client, instanceId, timeoutMs);
      // The attempt that the deadline cuts short says nothing new.
      if (!isDeadline(error)) failing = taskFailing(error, instanceId);
      if (deadline <= Date.now()) throw failing ?? (await whoIsMissing(error, client, instanceId, timeoutMs));
      await pause(Math.min(deadline - Date.now(), RETRY_INTERVAL_MS));
    }
  }
}

export function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, durationMs));
  });
}
