import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answer, Refusal, type Answer } from '../answers.ts';
import { BadField, Fields } from '../json-fields.ts';
import { takeBytes } from '../request-bytes.ts';
import type { Execute as ExecuteAny } from '../request-cycle.ts';
import { endedByBot } from './calls.ts';
import { errorAnswer } from './error-answer.ts';
import type { Graph } from './graph.ts';
import { incomingOf, type Incoming } from './incoming.ts';
import { instantBody } from './instants.ts';
import type { GraphRequestEntry } from './ledger.ts';
import { mediaRequests } from './media-requests.ts';
import type { OperationName } from './names.ts';
import { checkPermission } from './permissions.ts';
import { readCallback } from './request-bodies.ts';
import { callResource } from './notices.ts';
import { operationAnswer } from './resources.ts';
import type { Spelling } from './wire-form.ts';
import type { Call } from './world.ts';

type Execute = ExecuteAny<Incoming, GraphRequestEntry>;

const roots = ['/v1.0/communications', '/beta/communications', '/beta/app'];

/** The provider's paths. Official clients name actions with their namespace in front. */
export function graphRoutes(app: FastifyInstance, graph: Graph): void {
  takeBytes(app, errorAnswer);
  const { getCall, getOperation, createCall, deleteCall, ...actions } = requestsOf(graph);
  for (const root of roots) {
    const serve = (operation: OperationName, execute: Execute) => (request: FastifyRequest, reply: FastifyReply) =>
      graph.cycle.run(incomingOf(operation, root, request), reply, execute);
    const one = `${root}/calls/:callId`;
    app.post(`${root}/calls`, serve('createCall', createCall));
    app.get(one, serve('getCall', getCall));
    app.delete(one, serve('deleteCall', deleteCall));
    app.get(`${one}/operations/:operationId`, serve('getOperation', getOperation));
    for (const [name, execute] of Object.entries(actions)) {
      app.post(`${one}/${name}`, serve(name as OperationName, execute));
      app.post(`${one}/microsoft.graph.${name}`, serve(name as OperationName, execute));
    }
  }
}

function requestsOf(graph: Graph): Record<OperationName, Execute> {
  const { calls, form } = graph;
  /** The call that a request is about, of the tenant that asks. */
  const callOf = ({ call: id, tenantId }: Incoming): Call => {
    const call = calls.find(id);
    const { status, code } = graph.switches().otherTenantAnswer;
    if (call.tenantId !== tenantId) throw new Refusal(status, code, 'The call belongs to another tenant.');
    return call;
  };
  const resourceOf = (call: Call) =>
    callResource(call, graph.switches().established === 'withoutAudio' ? undefined : call.audio);
  return {
    ...mediaRequests(graph, callOf),
    createCall: (incoming, cause) => {
      const { grantedPermissions, missingPermissionAnswer, httpsCallbacksOnly, otherTenantAnswer } = graph.switches();
      checkPermission('createCall', grantedPermissions, missingPermissionAnswer);
      const callbackUri = readCallback(incoming.json, httpsCallbacksOnly);
      const tenantId = Fields.of(incoming.json, '').string('tenantId').toLowerCase();
      const { status, code } = otherTenantAnswer;
      if (tenantId !== incoming.tenantId) throw new Refusal(status, code, 'The token is of another tenant.');
      const call = calls.create({ callbackUri, tenantId, state: 'establishing' }, cause);
      const body = { id: call.callId, ...resourceOf(call) };
      calls.establishing(call, cause);
      const headers = { location: `${incoming.root}/calls/${call.callId}` };
      return { answer: answer(201, body, headers), about: { callId: call.callId } };
    },
    getCall: (incoming) => {
      const call = callOf(incoming);
      return { answer: answer(200, { id: call.callId, ...resourceOf(call), resultInfo: null, toneInfo: null }) };
    },
    deleteCall: (incoming, cause) => {
      calls.end(callOf(incoming), endedByBot, cause);
      return { answer: answer(204) };
    },
    keepAlive: (incoming) => {
      calls.keepAlive(callOf(incoming));
      return { answer: answer(200) };
    },
    answer: (incoming, cause) => {
      const call = callOf(incoming);
      const callbackUri = readCallback(incoming.json, graph.switches().httpsCallbacksOnly);
      if (call.state !== 'incoming') throw new BadField('Only an incoming call can be answered.');
      call.callbackUri = callbackUri;
      calls.establishing(call, cause);
      return { answer: answer(202) };
    },
    getOperation: (incoming) => ({
      answer: operationRead(graph, callOf(incoming), incoming.operationId, form.next()),
    }),
  };
}

/** Whether an operation can be read once it has ended is nowhere documented. */
function operationRead(graph: Graph, { callId }: Call, operationId: string | null, spelling: Spelling): Answer {
  const { media, instants } = graph.world();
  const readable = graph.switches().finishedOperations === 'readable';
  const operation = media[operationId ?? ''];
  if (operation?.callId === callId && (operation.endedAt === undefined || readable))
    return answer(200, operationAnswer(operation, graph.switches(), spelling));
  const instant = instants.find((candidate) => candidate.operationId === operationId && candidate.callId === callId);
  if (instant && readable) return answer(200, instantBody(instant, spelling));
  throw new Refusal(404, '8522', 'Operation not found.');
}
