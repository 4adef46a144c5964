import type { Attempt, Attempted } from '../contract/attempt.ts';
import type { GraphActivities, GraphRequest } from '../contract/graph-activities.ts';
import type { GraphGateway } from '../providers/graph/gateway.ts';
import { providerRequest } from './provider-request.ts';

/**
 * The activities of Graph: one provider operation each, under the gateway method's name. What changes the media of a
 * call is sent by a first attempt only, and none of its failures is retryable.
 *
 * @param gateway sends one request per call, such as `createGraphGateway` makes
 */
export function createGraphActivities({ gateway }: { readonly gateway: Pick<GraphGateway, keyof GraphActivities> }) {
  return {
    playPrompt: (request) => once('playPrompt', request, (attempt) => gateway.playPrompt(request, attempt)),
    recordResponse: (request) => once('recordResponse', request, (attempt) => gateway.recordResponse(request, attempt)),
    subscribeToTone: (request) =>
      once('subscribeToTone', request, (attempt) => gateway.subscribeToTone(request, attempt)),
    cancelMediaProcessing: (request) =>
      once('cancelMediaProcessing', request, (attempt) => gateway.cancelMediaProcessing(request, attempt)),
    keepAlive: (request) => repeatable('keepAlive', request, (attempt) => gateway.keepAlive(request, attempt)),
    getGraphCall: (request) => repeatable('getGraphCall', request, (attempt) => gateway.getGraphCall(request, attempt)),
    deleteCall: (request) => repeatable('deleteCall', request, (attempt) => gateway.deleteCall(request, attempt)),
  } satisfies GraphActivities;
}

type Send<Value> = (attempt: Attempt) => Promise<Attempted<Value>>;

function once<Value>(operation: keyof GraphActivities, { callId }: GraphRequest, send: Send<Value>): Promise<Value> {
  return providerRequest({ provider: 'graph', operation, target: { callId }, window: 'once' }, send);
}

function repeatable<Value>(
  operation: keyof GraphActivities,
  { callId }: GraphRequest,
  send: Send<Value>,
): Promise<Value> {
  return providerRequest({ provider: 'graph', operation, target: { callId } }, send);
}
