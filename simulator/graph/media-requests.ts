import { randomUUID } from 'node:crypto';
import { answer, Refusal } from '../answers.ts';
import type { Cause } from '../cause.ts';
import type { Execute as ExecuteAny } from '../request-cycle.ts';
import type { Graph } from './graph.ts';
import type { Incoming } from './incoming.ts';
import { instantBody, locationOf } from './instants.ts';
import type { GraphRequestEntry } from './ledger.ts';
import { checkPermission } from './permissions.ts';
import { readClientContext, readPlayPrompt, readRecordResponse, type NewMedia } from './request-bodies.ts';
import { operationAnswer } from './resources.ts';
import type { Call, InstantOperation } from './world.ts';

type Execute = ExecuteAny<Incoming, GraphRequestEntry>;
type MediaName = 'playPrompt' | 'recordResponse' | 'subscribeToTone' | 'cancelMediaProcessing';

/** The requests about media; `callOf` is the call that one is about, of the tenant that asks. */
export function mediaRequests(graph: Graph, callOf: (incoming: Incoming) => Call): Record<MediaName, Execute> {
  const { form, media } = graph;
  const readyCall = (incoming: Incoming): Call => {
    const call = callOf(incoming);
    const { missingPermissionAnswer, notEstablishedAnswer, audioInactiveAnswer } = graph.switches();
    checkPermission(incoming.operation, call.permissions, missingPermissionAnswer);
    const refusal =
      call.state === 'established' ? (call.audio === 'active' ? null : audioInactiveAnswer) : notEstablishedAnswer;
    if (refusal) throw new Refusal(refusal.status, refusal.code, 'The call is not ready for media.');
    return call;
  };
  const enqueue = (incoming: Incoming, wanted: NewMedia, cause: Cause) => {
    const call = readyCall(incoming);
    const operation = { ...wanted, callId: call.callId, cause: cause.sequence };
    const { operationId } = operation;
    media.enqueue(call, operation, cause);
    const switches = graph.switches();
    // As it was taken: what became of it meanwhile is told by notification.
    const taken = { ...wanted, callId: call.callId, cause: undefined, state: stateWhenTaken(operation) };
    const body = operationAnswer(taken, switches, form.next());
    return {
      answer: answer(200, body, locationOf(incoming, call.callId, operationId, switches.locationId)),
      about: { operationId },
    };
  };
  const instant = (incoming: Incoming, kind: InstantOperation['kind'], act: (call: Call, id: string) => string[]) => {
    const call = readyCall(incoming);
    const clientContext = readClientContext(incoming.json);
    const operationId = randomUUID();
    const killed = act(call, operationId);
    const done = { operationId, callId: call.callId, kind, clientContext, at: Date.now(), killed };
    graph.world().instants.push(done);
    graph.changed();
    const headers = locationOf(incoming, call.callId, operationId, graph.switches().locationId);
    return { answer: answer(200, instantBody(done, form.next()), headers), about: { operationId } };
  };
  return {
    playPrompt: (incoming, cause) => enqueue(incoming, readPlayPrompt(incoming.json), cause),
    recordResponse: (incoming, cause) => enqueue(incoming, readRecordResponse(incoming.json, graph.switches()), cause),
    subscribeToTone: (incoming) => instant(incoming, 'subscribeToTone', () => []),
    cancelMediaProcessing: (incoming, cause) =>
      instant(incoming, 'cancelMediaProcessing', (call, by) => media.cancelAll(call, by, cause)),
  };
}

function stateWhenTaken({ beganAt }: { beganAt?: number }): 'running' | 'queued' {
  return beganAt === undefined ? 'queued' : 'running';
}
