import { randomUUID } from 'node:crypto';
import type { CompanionType } from './names.ts';

/** A notification that is none of a call's state or media. Rosters are lists (Microsoft docs, participant). */
export function companionContent(type: CompanionType, callId: string): object {
  const item = (path: string, resourceData: unknown, changeType = 'updated') => ({
    '@odata.type': '#microsoft.graph.commsNotification',
    changeType,
    resourceUrl: `/communications/calls/${callId}${path}`,
    resourceData,
  });
  if (type === 'roster') return item('/participants', [participant()]);
  if (type === 'deltaRoster') return item('/participants', [deltaParticipants()]);
  if (type === 'mute' || type === 'unmute') {
    const operationId = randomUUID();
    const operation = { '@odata.type': `#microsoft.graph.${type}ParticipantOperation`, id: operationId };
    const ended = { ...operation, status: 'completed', clientContext: 'of somebody else' };
    return item(`/operations/${operationId}`, ended, 'deleted');
  }
  if (type === 'unknownResource') return item('/somethingNew', { id: randomUUID() });
  return { '@odata.type': '#microsoft.graph.somethingNewNotification', occurred: true };
}

/** Of calls with `isDeltaRosterEnabled`. */
function deltaParticipants(): object {
  const left = { id: randomUUID(), removedState: { reason: 'Removed' } };
  return { '@odata.type': '#microsoft.graph.deltaParticipants', sequenceNumber: 10, id: null, participants: [left] };
}

function participant(): object {
  return {
    '@odata.type': '#microsoft.graph.participant',
    id: null,
    isMuted: false,
    isInLobby: false,
    info: { identity: { user: { id: randomUUID(), displayName: 'Somebody' } } },
    mediaStreams: [],
  };
}
