import { z } from 'zod';
import type { CallOperations } from '../client/index.ts';
import { CALL_CONNECTION_ID } from '../contract/call-connection-id.ts';
import { addParticipantBody } from '../contract/add-participant.schema.ts';
import type { Listener } from './listener.ts';

/** Until there is authentication, everybody on this machine is one caller. */
const CALLER = 'local';

const callConnectionId = z.string().regex(CALL_CONNECTION_ID, 'must be the id of a call connection');

/** RFC draft "The Idempotency-Key HTTP Header Field": a quoted string; bare ones are usual. */
const idempotencyKey = z
  .string()
  .regex(
    /^(?:"[\x20\x21\x23-\x7e]{1,255}"|[\x21\x23-\x7e]{1,255})$/,
    'must be 1 to 255 visible characters, quoted or bare',
  )
  .transform((text) => text.replace(/^"|"$/g, ''));

export function participantRoutes(app: Listener, operations: CallOperations): void {
  app.post(
    '/v1/acs/calls/:callConnectionId/participants',
    {
      schema: {
        params: z.object({ callConnectionId }),
        headers: z.object({ 'idempotency-key': idempotencyKey.optional() }),
        body: addParticipantBody,
      },
    },
    async (request, reply) => {
      const { callConnectionId: call } = request.params;
      const key = request.headers['idempotency-key'];
      const operationId = await operations.startAddParticipant(definedOf(request.body), {
        caller: CALLER,
        callConnectionId: call,
        ...(key !== undefined && { idempotencyKey: key }),
      });
      request.log.info({ operationId, callConnectionId: call }, 'add participant accepted');
      return reply
        .status(202)
        .header('location', `/v1/operations/${operationId}`)
        .send({ operationId, kind: 'addParticipant', provider: 'acs', callId: call });
    },
  );
}

/** Leaves out what was not given: the difference between absent and undefined would make equal requests differ. */
function definedOf<T extends object>(body: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as never;
}
