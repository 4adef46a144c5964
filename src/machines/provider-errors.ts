import type { ProviderFailure, ProviderFailureClass } from '../contract/provider-failure.ts';

/*
 * What the error of an actor says. Provider failures carry their class; what carries none, and is no time-out either,
 * is a defect: no guard here holds for it, so that it fails the workflow loudly.
 */

/** The failure that an activity classified; `undefined` for anything else, which is a defect and must stay loud. */
export function providerFailureIn(error: unknown): ProviderFailure | undefined {
  const [detail] = (error as { details?: readonly unknown[] } | undefined)?.details ?? [];
  return typeof detail === 'object' && detail !== null && 'class' in detail ? (detail as ProviderFailure) : undefined;
}

export function isTimeout(error: unknown): boolean {
  return typeOf(error) === 'TimeoutFailure';
}

/** Temporal gave it up before any worker took it: nothing of it was done. */
function neverBegan(error: unknown): boolean {
  const [timeoutType] = (error as { details?: readonly unknown[] } | undefined)?.details ?? [];
  return isTimeout(error) && timeoutType === 'SCHEDULE_TO_START';
}

/** It happened at the provider, or on the way to it: classified, or out of time as Temporal reckons it. */
export function happenedOutside(error: unknown): boolean {
  return providerFailureIn(error) !== undefined || isTimeout(error);
}

/** No attempt can have been executed, for whatever reason. On a repeat a no says nothing of those before. */
export function wasNeverExecuted(error: unknown): boolean {
  return providerFailureIn(error)?.sentBefore === false || neverBegan(error);
}

export function isOfClass(error: unknown, failureClass: ProviderFailureClass): boolean {
  return providerFailureIn(error)?.class === failureClass;
}

export function typeOf(error: unknown): unknown {
  return (error as { type?: unknown } | undefined)?.type;
}
