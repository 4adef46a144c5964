import type { FastifyBaseLogger, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { CallOperations } from '../client/index.ts';
import type { GraphCloud } from '../contract/graph-activities.ts';
import type { MediaKind } from '../contract/graph-media.ts';
import { adoptionBody, promptBody, recordingBody, toneSubscriptionBody } from '../contract/graph-media.schema.ts';
import type { Caller } from './authentication/caller.ts';
import { graphCallParams } from './graph-call-params.ts';
import { idempotencyKey } from './idempotency-key.ts';
import type { Listener } from './listener.ts';
import * as docs from './openapi/media-docs.ts';
import { Problem } from './problem.ts';

const NOT_CONFIGURED = 'GRAPH_APP_ID is not set: this server would not take the notifications of the call.';

const READ = { scope: 'operations:read' } as const;
const WRITE = { scope: 'operations:write' } as const;

const keyRequired = z.object({ 'idempotency-key': idempotencyKey });
const keyOptional = z.object({ 'idempotency-key': idempotencyKey.optional() });

/** The media of Graph calls: adopt a call, queue what it is to hear and record, cancel it, look at it. */
export function mediaRoutes(app: Listener, operations: CallOperations, ownCloud: GraphCloud | undefined): void {
  app.put(
    '/v1/graph/calls/:callId/media',
    { config: WRITE, schema: { ...docs.adoptCall, params: graphCallParams, body: adoptionBody } },
    async (request) => {
      if (ownCloud === undefined) throw new Problem('graph-not-configured', 501, NOT_CONFIGURED);
      const { callId } = request.params;
      const { tenantId, cloud = ownCloud, keepTones } = request.body;
      const view = await operations
        .graphCall(callId)
        .adopt({ tenantId, cloud, keepTones }, { caller: request.caller.id });
      request.log.info({ callId, cloud }, 'call adopted');
      return view;
    },
  );

  app.get(
    '/v1/graph/calls/:callId/media',
    { config: READ, schema: { ...docs.viewCall, params: graphCallParams } },
    async (request, reply) => {
      const view = await operations.graphCall(request.params.callId).view({ caller: request.caller.id });
      return reply.header('etag', `"${view.revision}"`).send(view);
    },
  );

  app.post(
    '/v1/graph/calls/:callId/media/prompts',
    { config: WRITE, schema: { ...docs.playPrompt, params: graphCallParams, headers: keyRequired, body: promptBody } },
    async (request, reply) => {
      const call = operations.graphCall(request.params.callId);
      return accepted(request, reply, 'playPrompt', await call.playPrompt(request.body, askedBy(request)));
    },
  );

  app.post(
    '/v1/graph/calls/:callId/media/recordings',
    {
      config: WRITE,
      schema: { ...docs.recordResponse, params: graphCallParams, headers: keyRequired, body: recordingBody },
    },
    async (request, reply) => {
      const call = operations.graphCall(request.params.callId);
      return accepted(request, reply, 'recordResponse', await call.recordResponse(request.body, askedBy(request)));
    },
  );

  app.post(
    '/v1/graph/calls/:callId/media/tone-subscriptions',
    {
      config: WRITE,
      schema: { ...docs.subscribeToTone, params: graphCallParams, headers: keyOptional, body: toneSubscriptionBody },
    },
    async (request, reply) => {
      const call = operations.graphCall(request.params.callId);
      return accepted(request, reply, 'subscribeToTone', await call.subscribeToTone(request.body, askedBy(request)));
    },
  );

  app.post(
    '/v1/graph/calls/:callId/media/cancel',
    { config: WRITE, schema: { ...docs.cancelMedia, params: graphCallParams, headers: keyOptional } },
    async (request, reply) => {
      const { callId } = request.params;
      const answer = await operations.graphCall(callId).cancelMedia(askedBy(request));
      request.log.info({ callId, ...answer }, 'cancel of all media asked for');
      return reply.status(202).header('location', `/v1/graph/calls/${callId}/media`).send(answer);
    },
  );
}

interface OfACall {
  readonly params: { readonly callId: string };
  readonly log: FastifyBaseLogger;
}

interface Keyed {
  readonly 'idempotency-key'?: string | undefined;
}

function askedBy<Headers extends Keyed>({ caller, headers }: { readonly caller: Caller; readonly headers: Headers }) {
  return { caller: caller.id, idempotencyKey: headers['idempotency-key'] as Headers['idempotency-key'] };
}

function accepted(request: OfACall, reply: FastifyReply, kind: MediaKind, operationId: string): FastifyReply {
  const { callId } = request.params;
  request.log.info({ operationId, kind }, 'media operation accepted');
  return reply
    .status(202)
    .header('location', `/v1/operations/${operationId}`)
    .send({ operationId, kind, provider: 'graph', callId });
}
