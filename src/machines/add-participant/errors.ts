import { isRepeatable } from '../../contract/provider-failure.ts';
import { isTimeout, providerFailureIn, typeOf, wasNeverExecuted } from '../provider-errors.ts';

export { happenedOutside, isOfClass, wasNeverExecuted } from '../provider-errors.ts';

/** The activity was withdrawn before it began. */
export function isWithdrawn(error: unknown): boolean {
  return typeOf(error) === 'Withdrawn';
}

/** Temporal could not be asked for the operations of the call. */
export function couldNotBeListed(error: unknown): boolean {
  return typeOf(error) === 'TemporalUnavailable' || isTimeout(error);
}

/** The provider said no, to this very request; that it has no time now (429) is none. */
export function wasRefused(error: unknown): boolean {
  const failure = providerFailureIn(error);
  if (failure?.status === undefined || failure.class === 'throttled') return false;
  return failure.class === 'credentials' || wasNeverExecuted(error);
}

/** Worth another attempt under the same pair, as it stands. */
export function isWorthRepeating(error: unknown): boolean {
  const failure = providerFailureIn(error);
  return failure === undefined ? isTimeout(error) : isRepeatable(failure.class);
}

/** "Call or participant not found", "call terminated", "call has ended": ACS code page, sub-codes 8522, 8528 and 8543. */
const CALL_MAY_BE_GONE: ReadonlySet<string | undefined> = new Set(['8522', '8528', '8543']);

export function saysCallMayBeGone(error: unknown): boolean {
  const failure = providerFailureIn(error);
  return failure?.class === 'rejected' && (failure.status === 404 || CALL_MAY_BE_GONE.has(failure.code));
}
