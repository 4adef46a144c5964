import { randomUUID } from 'node:crypto';
import type { Incoming } from './incoming.ts';
import type { Spelling } from './wire-form.ts';
import type { InstantOperation } from './world.ts';

/** An operation that is completed when it is answered, and of which nothing is told later. */
export function instantBody(
  { kind, operationId, clientContext }: InstantOperation,
  spelling: Spelling,
): Record<string, unknown> {
  const type = `#microsoft.graph.${kind}Operation`;
  return { '@odata.type': type, id: operationId, status: spelling.status('completed'), clientContext };
}

/** Samples name another operation in Location than in the body. */
export function locationOf(
  { root }: Incoming,
  callId: string,
  operationId: string,
  locationId: 'same' | 'other',
): Record<string, string> {
  const named = locationId === 'same' ? operationId : randomUUID();
  return { location: `${root}/calls/${callId}/operations/${named}` };
}
