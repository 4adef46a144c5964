import type { Client } from '@temporalio/client';
import type { CallOptions } from './call-options.ts';

const DEFAULT_TIMEOUT_MS = 10_000;

/** What is left of a call's time; at least a millisecond, so that whoever asks for it is told that it has passed. */
export type RemainingMs = () => number;

/** Does the work in the time of one call, and gives it up when the call's signal is aborted. */
export function within<T>(
  client: Client,
  { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: CallOptions,
  work: (remainingMs: RemainingMs) => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  return abortable(client, signal, () => work(() => Math.max(deadline - Date.now(), 1)));
}

/** Rejects with the signal's reason as soon as it is aborted; the requests to Temporal that are under way are given up. */
export async function abortable<T>(
  client: Client,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (signal === undefined) return work();
  signal.throwIfAborted();
  // Temporal's client never lets go of a signal that it was given, and a caller's may live for long.
  const requests = new AbortController();
  let letGo = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    const abort = () => {
      reject(signal.reason as Error);
      requests.abort();
    };
    signal.addEventListener('abort', abort, { once: true });
    letGo = () => signal.removeEventListener('abort', abort);
  });
  try {
    return await Promise.race([aborted, client.withAbortSignal(requests.signal, work)]);
  } finally {
    letGo();
  }
}
