import type { FastifyRequest } from 'fastify';
import { Refusal } from '../answers.ts';
import { BadField } from '../json-fields.ts';
import type { Arrival } from '../ledger.ts';
import { originOf } from '../origin.ts';
import type { AcsRequestEntry, OperationName } from './ledger.ts';
import { fingerprintOf, type PairedRequest } from './repeatability.ts';

export interface Incoming {
  operation: OperationName;
  callConnectionId: string | null;
  /** The same, as the request cycle knows it. */
  call: string | null;
  participantRawId: string;
  method: string;
  /** As it came over the wire: the signature and the fingerprint cover exactly this. */
  pathAndQuery: string;
  query: URLSearchParams;
  apiVersion: string | null;
  headers: FastifyRequest['headers'];
  /** As the client reached us: scheme and host. */
  origin: string;
  body: Buffer;
  /** undefined until `parsed`, and where there is no body. */
  json: unknown;
  pair: PairedRequest;
  forLedger: Arrival<AcsRequestEntry>;
}

/** Microsoft REST 2023-10-15 lists the Repeatability headers for these of the operations here. */
const repeatable: readonly OperationName[] = [
  'createCall',
  'terminateCall',
  'addParticipant',
  'removeParticipant',
  'cancelAddParticipant',
];

export function incomingOf(operation: OperationName, request: FastifyRequest): Incoming {
  const params = request.params as { callConnectionId?: string; participantRawId?: string };
  const pathAndQuery = request.raw.url ?? '';
  const query = new URL(pathAndQuery, 'http://simulated.invalid').searchParams;
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const fingerprint = fingerprintOf(request.method, pathAndQuery, body);
  const pair = {
    requestId: repeatable.includes(operation) ? header(request, 'repeatability-request-id') : undefined,
    firstSent: repeatable.includes(operation) ? header(request, 'repeatability-first-sent') : undefined,
    fingerprint,
    // As recorded from 2023-10-15 on.
    saysResult: operation !== 'createCall',
  };
  const callConnectionId = params.callConnectionId ?? null;
  return {
    operation,
    callConnectionId,
    call: callConnectionId,
    participantRawId: params.participantRawId ?? '',
    method: request.method,
    pathAndQuery,
    query,
    apiVersion: query.get('api-version'),
    headers: request.headers,
    origin: originOf(request),
    body,
    json: undefined,
    pair,
    forLedger: {
      operation,
      callConnectionId,
      repeatabilityRequestId: pair.requestId ?? null,
      firstSent: pair.firstSent ?? null,
      repeat: false,
      pathAndBodyHash: fingerprint.slice(0, 16),
      ...told(body),
    },
  };
}

/** Throws a Refusal. */
export function checkVersion({ apiVersion }: Incoming, known: readonly string[]): void {
  if (apiVersion === null) throw new Refusal(400, '8523', 'The query parameter api-version is required.');
  if (known.includes(apiVersion)) return;
  const sentence = `The api-version ${apiVersion} is not supported. Supported: ${known.join(', ')}.`;
  throw new Refusal(400, '8523', sentence);
}

export function parsed(incoming: Incoming): Incoming {
  if (incoming.body.length === 0) return incoming;
  try {
    return { ...incoming, json: JSON.parse(incoming.body.toString('utf8')) as unknown };
  } catch {
    throw new BadField('The body is not JSON.');
  }
}

function told(body: Buffer): Pick<AcsRequestEntry, 'operationContext' | 'invitationId'> {
  let json: Record<string, unknown> | null = null;
  try {
    json = JSON.parse(body.toString('utf8')) as Record<string, unknown> | null;
  } catch {
    // The ledger has nothing to tell of it; the execution refuses it.
  }
  const text = (name: string) => (typeof json?.[name] === 'string' ? json[name] : null);
  return { operationContext: text('operationContext'), invitationId: text('invitationId') };
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
