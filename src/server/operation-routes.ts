import { z } from 'zod';
import { OperationFailed, type CallOperations } from '../client/index.ts';
import type { Listener } from './listener.ts';
import { cancelOperation, viewOperation } from './openapi/operation-docs.ts';
import { operationParams } from './operation-params.ts';
import { preferredWaitSeconds } from './prefer.ts';
import { Problem } from './problem.ts';
import { whenClosing } from './when-closing.ts';
import { whenGone } from './when-gone.ts';

const headers = z.object({
  prefer: z
    .string()
    .optional()
    .meta({
      description: 'RFC 7240: `wait=N` holds the answer for at most N seconds (60 at most). Anything else is ignored.',
      examples: ['wait=30'],
    }),
});

/** What any operation is asked: its id tells which lifecycle it is of. */
export function operationRoutes(app: Listener, operations: CallOperations): void {
  const closing = whenClosing(app);

  app.get(
    '/v1/operations/:operationId',
    { config: { scope: 'operations:read' }, schema: { ...viewOperation, params: operationParams, headers } },
    async (request, reply) => {
      const { operationId } = request.params;
      const seconds = preferredWaitSeconds(request.headers.prefer);
      void reply.header('vary', 'prefer');
      if (seconds !== undefined) {
        const signal = AbortSignal.any([closing, whenGone(reply)]);
        const options = { caller: request.caller.id, signal, timeoutMs: seconds * 1_000 };
        // Why it could not be waited for, its view tells.
        await operations.waitFor(operationId, options).catch(() => undefined);
        void reply.header('preference-applied', `wait=${seconds}`);
      }
      const view = await operations.view(operationId, { caller: request.caller.id });
      return reply.header('etag', `"${view.revision}"`).send(view);
    },
  );

  app.post(
    '/v1/operations/:operationId/cancel',
    { config: { scope: 'operations:write' }, schema: { ...cancelOperation, params: operationParams } },
    async (request, reply) => {
      const { operationId } = request.params;
      const { taken, view } = await operations
        .cancel(operationId, { caller: request.caller.id })
        .catch((error: unknown) => {
          // It has ended, if by a defect: there is nothing left to cancel.
          if (!(error instanceof OperationFailed)) throw error;
          throw new Problem('operation-settled', 409, error.message, { failure: error.failure });
        });
      request.log.info({ operationId, taken }, 'cancel asked for');
      return reply.status(taken ? 202 : 200).send(view ?? { operationId });
    },
  );
}
