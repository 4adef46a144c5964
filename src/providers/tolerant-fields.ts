import { z } from 'zod';

export const Text = z.string().min(1);

/** Left out where it is missing or of another kind: what happened matters more than how it is described. */
export const tolerated = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

/** A number that some senders write as text. */
export const Code = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
]);
