import type { ProviderFailureClass } from '../../contract/provider-failure.ts';
import { isRepeatable } from '../../contract/provider-failure.ts';
import { providerFailureIn } from './model.ts';

/*
 * What the error of an actor says. Provider failures carry their class; what carries none, and is no time-out either,
 * is a defect: no guard here holds for it, so that it fails the workflow loudly.
 */

/** The activity was withdrawn before it began. */
export function isWithdrawn(error: unknown): boolean {
  return typeOf(error) === 'Withdrawn';
}

/** It happened at the provider, or on the way to it: classified, or out of time as Temporal reckons it. */
export function happenedOutside(error: unknown): boolean {
  return providerFailureIn(error) !== undefined || typeOf(error) === 'TimeoutFailure';
}

/** Temporal could not be asked for the operations of the call. */
export function couldNotBeListed(error: unknown): boolean {
  return typeOf(error) === 'TemporalUnavailable' || typeOf(error) === 'TimeoutFailure';
}

/** No attempt under this pair can have been executed, for whatever reason. On a repeat a no says nothing of those before. */
export function wasNeverExecuted(error: unknown): boolean {
  return providerFailureIn(error)?.sentBefore === false;
}

export function isOfClass(error: unknown, failureClass: ProviderFailureClass): boolean {
  return providerFailureIn(error)?.class === failureClass;
}

/** Worth another attempt under the same pair, as it stands. */
export function isWorthRepeating(error: unknown): boolean {
  const failure = providerFailureIn(error);
  return failure === undefined ? typeOf(error) === 'TimeoutFailure' : isRepeatable(failure.class);
}

/** "Call or participant not found", "call terminated": ACS code page, sub-codes 8522 and 8528. */
const CALL_MAY_BE_GONE: ReadonlySet<string | undefined> = new Set(['8522', '8528']);

export function saysCallMayBeGone(error: unknown): boolean {
  const failure = providerFailureIn(error);
  return failure?.class === 'rejected' && (failure.status === 404 || CALL_MAY_BE_GONE.has(failure.code));
}

function typeOf(error: unknown): unknown {
  return (error as { type?: unknown } | undefined)?.type;
}
