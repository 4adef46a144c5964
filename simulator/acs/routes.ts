import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answer, Refusal } from '../answers.ts';
import { takeBytes } from '../request-bytes.ts';
import type { Execute as ExecuteAny } from '../request-cycle.ts';
import type { Acs } from './acs.ts';
import { errorAnswer } from './error-answer.ts';
import { incomingOf, type Incoming } from './incoming.ts';
import type { AcsRequestEntry, OperationName } from './ledger.ts';
import { participantsPage, propertiesOf } from './call-answers.ts';
import {
  readAddParticipant,
  readCancelAddParticipant,
  readCreateCall,
  readRemoveParticipant,
} from './request-bodies.ts';

type Execute = ExecuteAny<Incoming, AcsRequestEntry>;

const root = '/calling/callConnections';
const one = `${root}/:callConnectionId`;

/** The provider's paths. In Fastify '::' stands for a colon that is no parameter. */
export function acsRoutes(app: FastifyInstance, acs: Acs): void {
  const { calls, invitations } = acs;
  const httpsOnly = () => acs.switches().httpsCallbacksOnly;
  const serve = (operation: OperationName, execute: Execute) => (request: FastifyRequest, reply: FastifyReply) =>
    acs.cycle.run(incomingOf(operation, request), reply, execute);

  // The signature covers the body as it came.
  takeBytes(app, errorAnswer);

  app.post(
    root,
    serve('createCall', ({ json, apiVersion }, cause) => {
      const call = calls.create(readCreateCall(json, httpsOnly()), apiVersion ?? '', cause);
      const created = answer(201, propertiesOf(call, 'connecting'));
      return { answer: created, about: { callConnectionId: call.callConnectionId } };
    }),
  );
  app.get(
    one,
    serve('getCall', ({ callConnectionId }) => ({
      answer: answer(200, propertiesOf(calls.findForReading(callConnectionId))),
    })),
  );
  const end: Execute = ({ callConnectionId }, cause) => {
    calls.terminate(calls.findNotEnded(callConnectionId), cause);
    return { answer: answer(204) };
  };
  app.delete(one, serve('hangUp', end));
  app.post(`${root}/:callConnectionId(^[^/:]+)::terminate`, serve('terminateCall', end));

  app.get(
    `${one}/participants`,
    serve('getParticipants', (incoming) => {
      const call = calls.findNotEnded(incoming.callConnectionId);
      const { participantsPageSize } = acs.switches();
      return { answer: answer(200, participantsPage(call, acs.present(call), participantsPageSize, incoming)) };
    }),
  );
  app.get(
    `${one}/participants/:participantRawId`,
    serve('getParticipant', ({ callConnectionId, participantRawId }) => {
      const present = acs.present(calls.findNotEnded(callConnectionId));
      const found = present.find(({ identifier }) => identifier.rawId === participantRawId);
      const { status, code } = acs.switches().absentParticipantAnswer;
      if (!found) throw new Refusal(status, code, 'The participant was not found.');
      return { answer: answer(200, found) };
    }),
  );
  app.post(
    `${one}/participants::add`,
    serve('addParticipant', ({ callConnectionId, json }, cause) => {
      const body = readAddParticipant(json, httpsOnly());
      const { invitationId } = invitations.invite(calls.findConnected(callConnectionId), body, cause);
      const { participant: identifier, operationContext } = body;
      const content = { participant: { identifier, isMuted: false }, operationContext, invitationId };
      return { answer: answer(202, content), about: { invitationId } };
    }),
  );
  app.post(
    `${one}/participants::cancelAddParticipant`,
    serve('cancelAddParticipant', ({ callConnectionId, json }, cause) => {
      const { invitationId, operationContext, operationCallbackUri } = readCancelAddParticipant(json, httpsOnly());
      const call = calls.findConnected(callConnectionId);
      const told = { operationContext, callbackUri: operationCallbackUri ?? call.callbackUri };
      invitations.cancel(call, invitationId, told, cause);
      return { answer: answer(202, { invitationId, operationContext }) };
    }),
  );
  app.post(
    `${one}/participants::remove`,
    serve('removeParticipant', ({ callConnectionId, json }, cause) => {
      const { participant, operationContext, operationCallbackUri } = readRemoveParticipant(json, httpsOnly());
      const call = calls.findConnected(callConnectionId);
      const told = { operationContext, callbackUri: operationCallbackUri ?? call.callbackUri };
      return { answer: calls.remove(call, participant, told, cause) };
    }),
  );
}
