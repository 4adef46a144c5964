import { randomUUID } from 'node:crypto';

/**
 * Waits of an operation, shrunk: tests make their races by order, and only deadlines by time. What is held is answered
 * before it is given up. The grace leaves time for a busy machine, and the last deadline for lost workflow tasks, which
 * Temporal gives out again after 3 s, and after 10 s where it is one that the tests have not set up.
 */
const SHRUNK_WAITS = {
  DURABLE_CALLS_BACK_OFF_MS: '100',
  DURABLE_CALLS_GRACE_MS: '3000',
  DURABLE_CALLS_HEARTBEAT_MS: '5000',
  DURABLE_CALLS_HTTP_TIMEOUT_MS: '20000',
  DURABLE_CALLS_LAST_DEADLINE_MS: '20000',
  DURABLE_CALLS_START_TO_CLOSE_MS: '45000',
  DURABLE_CALLS_WORKFLOW_TASK_TIMEOUT_MS: '3000',
};

/** For tests that wait until a request is given up. */
export const SOON_GIVEN_UP = { DURABLE_CALLS_HTTP_TIMEOUT_MS: '4000', DURABLE_CALLS_START_TO_CLOSE_MS: '9000' };

/** Waits of a Graph call, shrunk in the same way; a cancel may lose two workflow tasks. */
const SHRUNK_WAITS_OF_A_CALL = {
  ...SOON_GIVEN_UP,
  DURABLE_CALLS_LOOK_MS: '1000',
  DURABLE_CALLS_CANCEL_NOTICES_MS: '10000',
  DURABLE_CALLS_FENCE_MS: '20000',
  DURABLE_CALLS_TONE_GAP_MS: '10000',
};

/** Whether a stack has the simulated Graph. */
export type StackKind = 'acs' | 'graph';

export type Settings = Readonly<Record<string, string>> & { readonly DURABLE_CALLS_TASK_QUEUE: string };

/** With a task queue of its own, unless one is named. */
export function stackSettings(kind: StackKind, otherwise: Readonly<Record<string, string>> = {}): Settings {
  return {
    ...SHRUNK_WAITS,
    ...(kind === 'graph' && SHRUNK_WAITS_OF_A_CALL),
    DURABLE_CALLS_TASK_QUEUE: `lifecycle-${randomUUID()}`,
    // By default every killed worker costs its successor 10 s.
    DURABLE_CALLS_STICKY_TIMEOUT_MS: '1000',
    DURABLE_CALLS_WORKFLOW_BUNDLE: process.env['TEST_CALLS_BUNDLE'] ?? '',
    ...otherwise,
  };
}

/** In the run without a workflow cache, which the settings of a file may overrule. */
export function cacheSettings(): Readonly<Record<string, string>> {
  const cache = globalThis.WORKFLOW_CACHE;
  return cache === undefined ? {} : { DURABLE_CALLS_MAX_CACHED_WORKFLOWS: String(cache) };
}
