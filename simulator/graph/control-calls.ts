import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../answers.ts';
import { Fields } from '../json-fields.ts';
import { hungUp } from './calls.ts';
import type { Ending } from './endings.ts';
import { cancelled } from './endings.ts';
import type { Graph } from './graph.ts';
import { callStates, companionTypes, tones } from './names.ts';
import { plainId } from './wire-form.ts';
import type { Call, MediaOperation } from './world.ts';

const audio = ['active', 'inactive'] as const;

/** Calls and media on demand: a call begins, changes or ends now; a tone is pressed; what runs is over. */
export function graphControlCalls(app: FastifyInstance, graph: Graph): void {
  const { calls, media, announcer } = graph;
  const callOf = (request: FastifyRequest) => calls.find((request.params as { callId: string }).callId);
  const told = ({ callId, state, audio: heard }: Call) => ({ callId, state, audio: heard });

  app.post('/calls', (request, reply) => {
    const fields = Fields.of(request.body, '').onlyKnown(['callbackUri', 'tenantId', 'state', 'audio', 'silent']);
    const state = fields.optionalOneOf('state', callStates) ?? 'established';
    const heard = fields.optionalOneOf('audio', audio);
    const silent = fields.optionalBoolean('silent') ?? false;
    const incoming = state === 'incoming';
    const call = calls.create({
      callbackUri: fields.string('callbackUri'),
      tenantId: fields.string('tenantId').toLowerCase(),
      state: incoming ? 'incoming' : 'establishing',
    });
    if (!incoming && !silent) announcer.callState(call);
    if (state === 'established' && heard !== 'inactive' && !silent) calls.establish(call);
    else if (!incoming && state !== 'establishing') calls.setState(call, { state, audio: heard ?? 'active' }, silent);
    return reply.code(201).send(told(call));
  });
  app.post('/calls/:callId/state', (request) => {
    const fields = Fields.of(request.body, '').onlyKnown(['state', 'audio', 'silent']);
    const changes = { state: fields.optionalOneOf('state', callStates), audio: fields.optionalOneOf('audio', audio) };
    const call = callOf(request);
    if (changes.state === 'terminated') calls.end(call, hungUp);
    else calls.setState(call, changes, fields.optionalBoolean('silent') ?? false);
    return told(call);
  });
  app.post('/calls/:callId/establish', (request) => {
    const call = callOf(request);
    calls.establish(call);
    return told(call);
  });
  app.post('/calls/:callId/hang-up', (request) => {
    const call = callOf(request);
    calls.end(call, resultOf(Fields.of(request.body ?? {}, '').onlyKnown(['code', 'subcode', 'message']), hungUp));
    return told(call);
  });
  app.post('/calls/:callId/tone', (request) => {
    const call = callOf(request);
    const fields = Fields.of(request.body, '').onlyKnown(['tone', 'sequenceId']);
    calls.pressTone(
      call,
      fields.oneOf('tone', tones),
      fields.optionalInteger('sequenceId', 0, Number.MAX_SAFE_INTEGER - 1),
    );
    return { nextSequenceId: call.nextSequenceId };
  });
  app.post('/calls/:callId/notify', (request) => {
    const call = callOf(request);
    announcer.aside(call, Fields.of(request.body, '').onlyKnown(['type']).oneOf('type', companionTypes));
    return told(call);
  });

  const running = (id: string): MediaOperation => {
    const isMeant = ({ operationId, callId, state }: MediaOperation) =>
      state === 'running' && (operationId === id || callId === id);
    const found = Object.values(graph.world().media).find(isMeant);
    if (!found) throw new Refusal(404, '404', 'Nothing of that id is running.');
    return found;
  };
  app.post('/finish', (request) => {
    const known = ['id', 'how', 'code', 'subcode', 'message', 'completionReason'];
    const fields = Fields.of(request.body, '').onlyKnown(known);
    const operation = running(plainId(fields.string('id')));
    const how = fields.optionalOneOf('how', ['completed', 'failed', 'cancelled']);
    media.finish(calls.find(operation.callId), operation, endingOf(media.ownEnding(operation), operation, how, fields));
    return { operationId: operation.operationId, state: operation.state };
  });
}

function endingOf(own: Ending, { kind }: MediaOperation, how: Ending['state'] | undefined, fields: Fields): Ending {
  const failed: Ending = {
    state: 'failed',
    result: { code: 500, subcode: 9999, message: 'The operation has failed.' },
    completionReason: 'unspecifiedError',
  };
  const usual = how === 'failed' ? failed : how === 'cancelled' ? cancelled(kind) : own;
  return {
    state: how ?? usual.state,
    result: resultOf(fields, usual.result),
    completionReason: fields.optionalString('completionReason') ?? usual.completionReason,
  };
}

function resultOf(fields: Fields, usual: Ending['result']): Ending['result'] {
  return {
    code: fields.optionalInteger('code', 0, 999) ?? usual.code,
    subcode: fields.optionalInteger('subcode', 0, 9_999_999) ?? usual.subcode,
    message: fields.optionalString('message') ?? usual.message,
  };
}
