import { z } from 'zod';
import { ids } from './openapi/examples.ts';

/** Of every path below `/v1/operations/:operationId`. What is no id is unknown. */
export const operationParams = z.object({
  operationId: z
    .string()
    .max(200)
    .meta({ examples: [ids.addParticipant] }),
});
