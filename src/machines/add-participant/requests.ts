import type {
  AcsRequest,
  AddParticipantRequest,
  CancelAddParticipantRequest,
  ParticipantRequest,
  RemoveParticipantRequest,
} from '../../contract/acs-activities.ts';
import type { ContextVerb } from '../../contract/operation-context.ts';
import { LONGEST_LOOK_BEFORE_MS } from '../../contract/defaults.ts';
import type { OtherOperationsRequest } from '../../contract/operation-activities.ts';
import { contextOf, type Context, type Send } from './model.ts';

/** Made of recorded input only: over all attempts of one send the request stays the same, byte for byte. */
export function addRequest(context: Context): AddParticipantRequest {
  const { request, add } = context;
  const { participant, sourceCallerIdNumber, sourceDisplayName, customCallingContext } = request;
  return {
    ...repeatable(context, 'add', add),
    participant,
    ...(sourceCallerIdNumber !== undefined && { sourceCallerIdNumber }),
    ...(sourceDisplayName !== undefined && { sourceDisplayName }),
    ...(customCallingContext !== undefined && { customCallingContext }),
    invitationTimeoutSeconds: request.invitationTimeoutSeconds,
    notAfter: request.notAfter,
    ...(add.mayBeOut && { sentBefore: true }),
  };
}

export function cancelRequest(context: Context): CancelAddParticipantRequest {
  const { invitationId, cancel } = context;
  if (invitationId === undefined || cancel?.send === undefined)
    throw new Error('a cancel needs an invitation id and a pair');
  return { ...repeatable(context, 'cancel', cancel.send), invitationId };
}

export function removeRequest(context: Context): RemoveParticipantRequest {
  const { request, removal } = context;
  if (removal?.send === undefined) throw new Error('a removal needs a pair');
  return { ...repeatable(context, 'remove', removal.send), participant: request.participant };
}

export function lookRequest({ request, credential }: Context): AcsRequest {
  return {
    callConnectionId: request.callConnectionId,
    httpTimeoutMs: request.waits.httpTimeoutMs,
    ...(credential === 'secondary' && { credential }),
  };
}

/** The add waits for it. */
export function presenceRequest(context: Context): ParticipantRequest {
  const { participant, waits } = context.request;
  const httpTimeoutMs = Math.min(waits.httpTimeoutMs, LONGEST_LOOK_BEFORE_MS);
  return { ...lookRequest(context), httpTimeoutMs, participant };
}

export function otherOperationsRequest({ request }: Context): OtherOperationsRequest {
  const { operationId, callConnectionId, personHash } = request;
  return { operationId, callConnectionId, personHash };
}

function repeatable(context: Context, verb: ContextVerb, send: Send) {
  return {
    ...lookRequest(context),
    pair: send.pair,
    pairWindowMs: context.request.waits.pairWindowMs,
    operationContext: contextOf(context, verb, send),
    operationCallbackUri: context.request.operationCallbackUri,
  };
}
