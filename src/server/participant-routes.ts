import { z } from 'zod';
import type { CallOperations } from '../client/index.ts';
import { CALL_CONNECTION_ID } from '../contract/call-connection-id.ts';
import { addParticipantBody } from '../contract/add-participant.schema.ts';
import { idempotencyKey } from './idempotency-key.ts';
import type { Listener } from './listener.ts';
import { ids } from './openapi/examples.ts';
import { addParticipant } from './openapi/participant-docs.ts';

const callConnectionId = z
  .string()
  .regex(CALL_CONNECTION_ID, 'must be the id of a call connection')
  .meta({ description: 'As ACS names its connection.', examples: [ids.callConnection] });

export function participantRoutes(app: Listener, operations: CallOperations): void {
  app.post(
    '/v1/acs/calls/:callConnectionId/participants',
    {
      config: { scope: 'operations:write' },
      schema: {
        ...addParticipant,
        params: z.object({ callConnectionId }),
        headers: z.object({ 'idempotency-key': idempotencyKey.optional() }),
        body: addParticipantBody,
      },
    },
    async (request, reply) => {
      const { callConnectionId: call } = request.params;
      const key = request.headers['idempotency-key'];
      const operationId = await operations.addParticipant.start(call, request.body, {
        caller: request.caller.id,
        idempotencyKey: key,
      });
      request.log.info({ operationId, callConnectionId: call }, 'add participant accepted');
      return reply
        .status(202)
        .header('location', `/v1/operations/${operationId}`)
        .send({ operationId, kind: 'addParticipant', provider: 'acs', callId: call });
    },
  );
}
