import { InvalidRequest } from './errors.ts';

const LONGEST_HOURS = 24;

/**
 * @param acceptedAt milliseconds since the epoch
 * @throws InvalidRequest where it is more than a day ahead
 */
export function assertNotTooLong(notAfter: string | undefined, acceptedAt: number): void {
  if (notAfter === undefined || Date.parse(notAfter) <= acceptedAt + LONGEST_HOURS * 3_600_000) return;
  throw new InvalidRequest([{ pointer: '/notAfter', detail: `must be at most ${LONGEST_HOURS} hours ahead` }]);
}
