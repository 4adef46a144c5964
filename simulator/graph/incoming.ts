import type { FastifyRequest } from 'fastify';
import { Refusal } from '../answers.ts';
import { BadField } from '../json-fields.ts';
import type { Arrival } from '../ledger.ts';
import { originOf } from '../origin.ts';
import type { GraphRequestEntry } from './ledger.ts';
import type { OperationName } from './names.ts';
import { plainId } from './wire-form.ts';

export interface Incoming {
  operation: OperationName;
  /** In its plain form. */
  call: string | null;
  operationId: string | null;
  /** In front of `/calls/...`, as the client reached us. */
  root: string;
  authorization: string | undefined;
  contentType: string | null;
  text: string;
  /** undefined until `parsed`, and where there is no body. */
  json: unknown;
  /** Of the access token; empty until it has been looked at. */
  tenantId: string;
  forLedger: Arrival<GraphRequestEntry>;
}

export function incomingOf(operation: OperationName, root: string, request: FastifyRequest): Incoming {
  const { callId, operationId } = request.params as { callId?: string; operationId?: string };
  const text = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
  const call = callId === undefined ? null : plainId(callId);
  const named = operationId === undefined ? null : plainId(operationId);
  const contentType = request.headers['content-type'] ?? null;
  const body = readable(text);
  const context = (body as { clientContext?: unknown } | null)?.clientContext;
  return {
    operation,
    call,
    operationId: named,
    root: `${originOf(request)}${root}`,
    authorization: request.headers.authorization,
    contentType,
    text,
    json: undefined,
    tenantId: '',
    forLedger: {
      operation,
      callId: call,
      operationId: named,
      clientContext: typeof context === 'string' ? context : null,
      path: request.url.split('?')[0] as string,
      contentType,
      clientRequestId: String(request.headers['client-request-id'] ?? '') || null,
      body,
    },
  };
}

/** Throws a Refusal, or a BadField. */
export function parsed(incoming: Incoming): Incoming {
  const { text, contentType } = incoming;
  if (text === '') return incoming;
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? ''))
    throw new Refusal(415, 'UnsupportedMediaType', 'The content type must be application/json.');
  try {
    return { ...incoming, json: JSON.parse(text) as unknown };
  } catch {
    throw new BadField('The body is not JSON.');
  }
}

function readable(text: string): unknown {
  try {
    return text === '' ? null : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}
