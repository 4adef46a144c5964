import type { FastifyInstance } from 'fastify';
import { Fields } from '../json-fields.ts';
import type { Acs } from './acs.ts';
import { Refusal } from '../answers.ts';
import { endingOf, plannedEnding } from './behaviour.ts';
import { callStates, type Invitation } from './world.ts';

const whom = ['invitationId', 'callConnectionId', 'rawId'];

/** People and calls on demand: somebody answers, declines or leaves now; a call connects or ends now. */
export function acsControlPeople(app: FastifyInstance, acs: Acs): void {
  const ringing = (fields: Fields): Invitation => {
    const invitationId = fields.optionalString('invitationId');
    const callConnectionId = invitationId === undefined ? fields.string('callConnectionId') : undefined;
    const found = acs.invitations.find({ invitationId, callConnectionId, rawId: fields.optionalString('rawId') });
    if (!found) throw new Refusal(404, '404', 'No such person is ringing.');
    return found;
  };

  app.post('/people/answer', (request) => {
    const invitation = ringing(Fields.of(request.body, '').onlyKnown(whom));
    acs.invitations.end(invitation, { how: 'accepted' });
    return { invitationId: invitation.invitationId };
  });
  app.post('/people/decline', (request) => {
    const fields = Fields.of(request.body, '').onlyKnown([...whom, 'code', 'subCode', 'message']);
    const invitation = ringing(fields);
    const ending = endingOf({
      onInvite: 'decline',
      code: fields.optionalInteger('code', 0, 999),
      subCode: fields.optionalInteger('subCode', 0, 999_999),
      message: fields.optionalString('message'),
    });
    acs.invitations.end(invitation, ending);
    return { invitationId: invitation.invitationId };
  });
  app.post('/people/run-out', (request) => {
    const invitation = ringing(Fields.of(request.body, '').onlyKnown(whom));
    acs.invitations.end(invitation, plannedEnding({ onInvite: 'ring' }, 0, acs.switches().noAnswerResult).ending);
    return { invitationId: invitation.invitationId };
  });
  app.post('/people/leave', (request) => {
    const fields = Fields.of(request.body, '').onlyKnown(['callConnectionId', 'rawId']);
    const call = acs.calls.find(fields.string('callConnectionId'));
    if (!acs.calls.leave(call, fields.string('rawId'))) throw new Refusal(404, '404', 'No such person is in the call.');
    acs.announcer.participantsUpdated(call, call.participants);
    return { participants: call.participants.length };
  });

  app.post('/calls/:callConnectionId/connect', (request) => {
    const call = acs.calls.find((request.params as { callConnectionId: string }).callConnectionId);
    acs.calls.connect(call);
    return { callConnectionState: call.state };
  });
  app.post('/calls/:callConnectionId/reject', (request) => {
    const call = acs.calls.find((request.params as { callConnectionId: string }).callConnectionId);
    const fields = Fields.of(request.body ?? {}, '').onlyKnown(['code', 'subCode', 'message']);
    // Recorded as 603/0 and as 200/5002.
    acs.calls.reject(call, {
      code: fields.optionalInteger('code', 0, 999) ?? 603,
      subCode: fields.optionalInteger('subCode', 0, 999_999) ?? 0,
      message: fields.optionalString('message') ?? 'Decline. DiagCode: 603#0.@',
    });
    return { callConnectionState: call.state };
  });
  app.post('/calls/:callConnectionId/disconnect', (request) => {
    const call = acs.calls.find((request.params as { callConnectionId: string }).callConnectionId);
    acs.calls.disconnect(call);
    return { callConnectionState: call.state };
  });
  // Only what getCall says and what actions are refused for: no event, no effect on people.
  app.post('/calls/:callConnectionId/state', (request) => {
    const call = acs.calls.find((request.params as { callConnectionId: string }).callConnectionId);
    call.state = Fields.of(request.body, '').onlyKnown(['state']).oneOf('state', callStates);
    acs.changed();
    return { callConnectionState: call.state };
  });
}
