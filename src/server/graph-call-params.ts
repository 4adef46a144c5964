import { z } from 'zod';
import { GRAPH_CALL_ID, normaliseGraphId } from '../contract/graph-id.ts';
import { ids } from './openapi/examples.ts';

/** Of every path below `/v1/graph/calls/:callId`; the id comes out normalised. */
export const graphCallParams = z.object({
  callId: z
    .string()
    .regex(GRAPH_CALL_ID, 'must be the id of a call of Graph')
    .meta({ description: 'As Graph writes it anywhere.', examples: [ids.call] })
    .transform(normaliseGraphId),
});
