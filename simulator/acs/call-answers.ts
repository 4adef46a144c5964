import { BadField } from '../json-fields.ts';
import type { Incoming } from './incoming.ts';
import type { Call, Participant } from './world.ts';

/** Microsoft REST 2023-10-15: CallConnectionProperties; members and their order as recorded. */
export function propertiesOf(call: Call, state = call.state): Record<string, unknown> {
  const { callConnectionId, serverCallId, targets, callbackUri, source, sourceDisplayName = '', correlationId } = call;
  return {
    callConnectionId,
    // Nobody has answered yet: there is no call on the server.
    ...(state !== 'connecting' && { serverCallId }),
    targets,
    callConnectionState: state,
    callbackUri,
    ...(call.sourceCallerIdNumber !== undefined && { sourceCallerIdNumber: { value: call.sourceCallerIdNumber } }),
    sourceDisplayName,
    source,
    correlationId,
  };
}

/** Microsoft REST: Get Participants is pageable; clients follow nextLink as it is. */
export function participantsPage(
  call: Call,
  present: Participant[],
  pageSize: number,
  incoming: Incoming,
): { value: Participant[]; nextLink?: string } {
  const skip = Number(incoming.query.get('skip') ?? 0);
  if (!Number.isInteger(skip) || skip < 0) throw new BadField('skip must be a whole number.');
  const value = present.slice(skip, skip + pageSize);
  if (skip + pageSize >= present.length) return { value };
  const query = new URLSearchParams({ 'api-version': incoming.apiVersion ?? '', skip: String(skip + pageSize) });
  const path = `/calling/callConnections/${call.callConnectionId}/participants`;
  return { value, nextLink: `${incoming.origin}${path}?${query.toString()}` };
}
