import { z } from 'zod';
import type { CallOperations } from '../client/index.ts';
import type { Listener } from './listener.ts';

const params = z.object({ operationId: z.string().max(200) });

export function operationRoutes(app: Listener, operations: CallOperations): void {
  app.get('/v1/operations/:operationId', { schema: { params } }, async (request, reply) => {
    const view = await operations.view(request.params.operationId);
    return reply.header('cache-control', 'no-store').header('etag', `"${view.revision}"`).send(view);
  });

  app.post('/v1/operations/:operationId/cancel', { schema: { params } }, async (request, reply) => {
    const { operationId } = request.params;
    const { taken, view } = await operations.cancel(operationId);
    request.log.info({ operationId, taken }, 'cancel asked for');
    return reply
      .status(taken ? 202 : 200)
      .header('cache-control', 'no-store')
      .send(view ?? { operationId });
  });
}
