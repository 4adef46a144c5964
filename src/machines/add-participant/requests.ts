import type { AcsRequest, AddParticipantRequest, CancelAddParticipantRequest } from '../../contract/acs-activities.ts';
import { contextOf, type Context, type Send } from './model.ts';

/** Made of recorded input only: over all attempts of one send the request stays the same, byte for byte. */
export function addRequest(context: Context): AddParticipantRequest {
  const { request, add } = context;
  const { participant, sourceCallerIdNumber, sourceDisplayName, invitationTimeoutSeconds, notAfter } = request;
  return {
    ...repeatable(context, 'add', add),
    participant,
    ...(sourceCallerIdNumber !== undefined && { sourceCallerIdNumber }),
    ...(sourceDisplayName !== undefined && { sourceDisplayName }),
    invitationTimeoutSeconds,
    notAfter,
  };
}

export function cancelRequest(context: Context): CancelAddParticipantRequest {
  const { invitationId, cancel } = context;
  if (invitationId === undefined || cancel?.send === undefined)
    throw new Error('a cancel needs an invitation id and a pair');
  return { ...repeatable(context, 'cancel', cancel.send), invitationId };
}

export function lookRequest({ request }: Context): AcsRequest {
  return { callConnectionId: request.callConnectionId, httpTimeoutMs: request.waits.httpTimeoutMs };
}

function repeatable(context: Context, verb: 'add' | 'cancel', send: Send) {
  return {
    ...lookRequest(context),
    pair: send.pair,
    pairWindowMs: context.request.waits.pairWindowMs,
    operationContext: contextOf(context, verb, send),
    operationCallbackUri: context.request.operationCallbackUri,
  };
}
