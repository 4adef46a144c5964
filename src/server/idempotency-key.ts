import { z } from 'zod';

/** RFC draft "The Idempotency-Key HTTP Header Field": a quoted string; bare ones are usual. */
export const idempotencyKey = z
  .string('is required: with it the same request can be made again, and nothing is heard twice')
  .regex(
    /^(?:"[\x20\x21\x23-\x7e]{1,255}"|[\x21\x23-\x7e]{1,255})$/,
    'must be 1 to 255 visible characters, quoted or bare',
  )
  .meta({
    description: 'The same key and body is the same operation, also after its end; another body is 422.',
    examples: ['call-42-invite-bob'],
  })
  .transform((text) => text.replace(/^"|"$/g, ''));
