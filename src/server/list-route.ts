import { z } from 'zod';
import { LISTED_KINDS, LISTED_STATUSES, LONGEST_PAGE, type CallOperations } from '../client/index.ts';
import type { Listener } from './listener.ts';
import { listOperations } from './openapi/operation-docs.ts';

const LIMIT = `must be a whole number from 1 to ${LONGEST_PAGE}`;

/** What of it is the id of a call, the client decides. */
const query = z.strictObject({
  status: z.enum(LISTED_STATUSES, { error: `must be ${LISTED_STATUSES.join(' or ')}` }).optional(),
  kind: z.enum(LISTED_KINDS, { error: `must be ${LISTED_KINDS.join(' or ')}` }).optional(),
  callId: z.string('must be given once').max(256, 'must be the id of a call').optional(),
  limit: z.coerce.number(LIMIT).int(LIMIT).min(1, LIMIT).max(LONGEST_PAGE, LIMIT).optional(),
  pageToken: z.string('must be given once').max(4_096, 'is of another list, or none of ours').optional(),
});

/** What visibility shows of a caller's operations, page by page. */
export function listRoute(app: Listener, operations: CallOperations): void {
  app.get(
    '/v1/operations',
    { config: { scope: 'operations:read' }, schema: { ...listOperations, querystring: query } },
    (request) => operations.list({ ...request.query, caller: request.caller.id }),
  );
}
