const CALL_PREFIX = 'graph-call-';
const CALL_WORKFLOW_ID = /^graph-call-([a-z0-9_-]{1,64})$/;
const OPERATION_ID = /^graph-call-([a-z0-9_-]{1,64})\.([0-9a-f]{32})$/;
const CLIENT_CONTEXT = /^(graph-call-[a-z0-9_-]{1,64}\.[0-9a-f]{32}):([1-9][0-9]{0,5})$/;

/** One workflow carries all media of a call, for as long as the call lives. */
export function callWorkflowId(callId: string): string {
  return CALL_PREFIX + callId;
}

/** Which call's workflow an id is of; `undefined` for the ids of others. */
export function parseCallWorkflowId(workflowId: string): string | undefined {
  return CALL_WORKFLOW_ID.exec(workflowId)?.[1];
}

/** @param key 32 hexadecimal digits */
export function mediaOperationId(callId: string, key: string): string {
  return `${callWorkflowId(callId)}.${key}`;
}

/** Of which call an operation is, and under which key its call knows it; `undefined` for the ids of others. */
export function parseMediaOperationId(
  operationId: string,
): { readonly callId: string; readonly key: string } | undefined {
  const [, callId, key] = OPERATION_ID.exec(operationId) ?? [];
  return callId === undefined || key === undefined ? undefined : { callId, key };
}

/** What Graph echoes in the notification of an operation's end. The number changes with every POST. */
export function formatClientContext(operationId: string, send: number): string {
  return `${operationId}:${send}`;
}

/** Reads a client context of ours; `undefined` for any other text. */
export function parseClientContext(
  text: string | undefined,
): { readonly operationId: string; readonly send: number } | undefined {
  const [, operationId, send] = CLIENT_CONTEXT.exec(text ?? '') ?? [];
  return operationId === undefined || send === undefined ? undefined : { operationId, send: Number(send) };
}

/** Of a cancel, which ends with its response: nothing refers to it but Graph's own log. */
export function cancelContext(callId: string, epoch: number, send: number): string {
  return `${callWorkflowId(callId)}:cancel-${epoch}:${send}`;
}
