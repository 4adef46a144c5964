import { z } from 'zod';

/** Longer ones exist in no language, and a text without an end is kept in histories. */
const LONGEST = 40;

/** @param description what is not done after it */
export function notAfterField(description: string) {
  return z.iso
    .datetime({ offset: true, error: 'must be a date and time in ISO 8601 form with an offset' })
    .max(LONGEST, `must be at most ${LONGEST} characters`)
    .optional()
    .meta({ description });
}
