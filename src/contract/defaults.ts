import type { CodePair, Waits } from './add-participant.ts';
import type { MediaWaits } from './graph-media.ts';

/* What holds where nobody says otherwise: a service that uses the client, or the environment of a server. */

const ONE_MINUTE_MS = 60_000;

export const DEFAULT_TASK_QUEUE = 'durable-calls';

/** How long after its acceptance an operation may still be sent. */
export const DEFAULT_NOT_AFTER_MS = ONE_MINUTE_MS;

/** Half of Temporal's own: an operation stands still for as long when its worker dies with a workflow task, and a phone rings. */
export const DEFAULT_WORKFLOW_TASK_TIMEOUT_MS = 5_000;

const COMMON_WAITS = { httpTimeoutMs: 10_000, startToCloseMs: 25_000, heartbeatMs: 5_000, backOffMs: 500 };

export const DEFAULT_WAITS: Waits = {
  ...COMMON_WAITS,
  pairWindowMs: 270_000,
  graceMs: 5_000,
  lastDeadlineMs: 15 * ONE_MINUTE_MS,
};

/** How long Graph leaves a call alone: keepAlive, at least one success in 45 minutes. */
export const LONGEST_ALIVE_MS = 45 * ONE_MINUTE_MS;
export const LONGEST_KEEP_ALIVE_MS = LONGEST_ALIVE_MS / 3;

export const DEFAULT_MEDIA_WAITS: MediaWaits = {
  ...COMMON_WAITS,
  lookMs: 30_000,
  audioMs: 2_000,
  cancelNoticesMs: 10_000,
  fenceMs: ONE_MINUTE_MS,
  toneGapMs: 2_000,
  keepAliveMs: LONGEST_KEEP_ALIVE_MS,
  aliveMs: LONGEST_ALIVE_MS,
};

export const DEFAULT_CANCELLED_CODES: readonly CodePair[] = [
  { code: 487, subCode: 0 },
  // Seen in the events of cancels: "the call has been cancelled", and "the conversation has ended".
  { code: 487, subCode: 5234 },
  { code: 200, subCode: 5300 },
  { subCode: 8542 },
  { subCode: 8508 },
];

/** Milliseconds that an add waits for the look before it. */
export const LONGEST_LOOK_BEFORE_MS = 2_000;
