import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CallOperations } from '../../client/index.ts';
import { parseMediaOperationId } from '../../contract/media-ids.ts';
import type { Listener } from '../listener.ts';
import { graphCallParams } from '../graph-call-params.ts';
import { operationParams } from '../operation-params.ts';
import { whenClosing } from '../when-closing.ts';
import { whenGone } from '../when-gone.ts';
import { followCall } from '../openapi/media-docs.ts';
import { followOperation } from '../openapi/operation-docs.ts';
import { END, eventStream } from './event-stream.ts';
import { isSettled, type Sight } from './watched.ts';
import { Watches } from './watches.ts';

const READ = { scope: 'operations:read' } as const;
const lastSeen = z.object({
  'last-event-id': z
    .string()
    .optional()
    .meta({ description: 'The `id` of the last event that was seen; what is none is as if it were missing.' }),
});

/** What becomes of an operation, or of the media of a call, told as it happens. */
export function eventRoutes(app: Listener, operations: CallOperations): void {
  const watches = new Watches();
  // Whoever listens then is to come again, elsewhere.
  const closing = whenClosing(app);

  app.get(
    '/v1/operations/:operationId/events',
    {
      config: READ,
      exposeHeadRoute: false,
      schema: { ...followOperation, params: operationParams, headers: lastSeen },
    },
    async (request, reply) => {
      const { operationId } = request.params;
      const caller = request.caller.id;
      await stream(request, reply, operationId, {
        view: () => operations.view(operationId, { caller }),
        // A media operation ends while its call goes on.
        ...(parseMediaOperationId(operationId) === undefined && {
          ending: (signal) => operations.waitFor(operationId, { caller, signal }).then(nothing, nothing),
        }),
      });
      return reply;
    },
  );

  app.get(
    '/v1/graph/calls/:callId/media/events',
    { config: READ, exposeHeadRoute: false, schema: { ...followCall, params: graphCallParams, headers: lastSeen } },
    async (request, reply) => {
      const { callId } = request.params;
      const call = operations.graphCall(callId);
      await stream(request, reply, `call ${callId}`, { view: () => call.view({ caller: request.caller.id }) });
      return reply;
    },
  );

  async function stream(
    { headers }: Pick<FastifyRequest, 'headers'>,
    reply: FastifyReply,
    id: string,
    sight: Sight,
  ): Promise<void> {
    const first = await sight.view();
    const lastEventId = headers['last-event-id'];
    if (lastEventId === END && isSettled(first)) return void reply.status(204).send();
    const signal = AbortSignal.any([closing, whenGone(reply)]);
    const events = eventStream(watches.views(id, sight, first, signal), numberIn(lastEventId));
    void reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('x-accel-buffering', 'no')
      .send(Readable.from(events));
  }
}

/** What is no number of a transition is no reason to tell less. */
function numberIn(lastEventId: string | string[] | undefined): number {
  return typeof lastEventId === 'string' && /^\d{1,9}$/.test(lastEventId) ? Number(lastEventId) : 0;
}

function nothing(): void {
  // How it ended, its view tells.
}
