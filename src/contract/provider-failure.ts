import type { MediaFailureReason } from './media-result.ts';

/**
 * What became of a provider request that did not succeed, decided once by the provider's `failures.ts`.
 * The first three are repeated under the same Repeatability pair by the activity's retry policy, and reach the machine
 * only when the provider asks for a wait that outlasts the request's window; the others reach the machine. What Graph
 * executes again whenever it is sent is repeated by nobody, and all of its failures reach the machine.
 */
export type ProviderFailureClass = RepeatableClass | MachineClass;

/** `ambiguous`: perhaps executed. `throttled`: not executed, come back later. `stillRunning`: a repeat met its original. */
export type RepeatableClass = 'ambiguous' | 'throttled' | 'stillRunning';

type MachineClass =
  /** The provider said no, and nothing was executed. */
  | 'rejected'
  /** Graph said that the call has ended: nothing was executed, and nothing will be. */
  | 'callEnded'
  /** 409 on the first attempt of a pair: another action on the same resource is under way. */
  | 'conflict'
  /** The call is not established yet. */
  | 'notEstablished'
  /** Our credentials were refused. */
  | 'credentials'
  /** 412, or the pair is older than its window: the same pair may not be sent (again). */
  | 'windowPassed'
  /** 400 on a repeat of a request that may have been executed: the provider sees another request. */
  | 'mismatch'
  /** A success that cannot be read. */
  | 'unreadable'
  /** `notAfter`, or Graph's `sendUntil`, has passed: this attempt was not sent. */
  | 'expired';

/** Travels as the first detail of the activity's failure. Holds what the provider said and nothing of ours. */
export interface ProviderFailure {
  readonly class: ProviderFailureClass;
  /** False only when it is certain that no attempt under this pair can have been executed: none left us, or the only one was refused. */
  readonly sentBefore: boolean;
  /** ISO 8601, by the worker's clock: no attempt reached the provider after it. */
  readonly failedAt?: string;
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  /** Milliseconds that the provider asked us to wait. */
  readonly retryAfterMs?: number;
  /** Of Graph: what status and code mean. */
  readonly reason?: MediaFailureReason;
  /** Of a 403 of Graph: why it may have refused. */
  readonly knownCauses?: readonly string[];
}

export const REPEATABLE_CLASSES = ['ambiguous', 'throttled', 'stillRunning'] as const satisfies RepeatableClass[];

const REPEATABLE: ReadonlySet<ProviderFailureClass> = new Set(REPEATABLE_CLASSES);

/** True when the same request under the same pair may be sent again. */
export function isRepeatable(failureClass: ProviderFailureClass): failureClass is RepeatableClass {
  return REPEATABLE.has(failureClass);
}
