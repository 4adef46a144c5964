import type { GraphCallView, MediaOperationView } from '../../contract/graph-media-view.ts';
import type { OperationStatus, OperationView } from '../../contract/operation-view.ts';

/** Of ids that agree with each other, and of nobody. */
export const ids = {
  callConnection: '37d15095-2bc2-48f1-b629-03f7e801877c',
  addParticipant: 'acs-add-72f1f17cd52f1796fa75aa4ec7abf8d4',
  call: '57dab8b1-894c-409a-b240-bd8beae78896',
  playPrompt: 'graph-call-57dab8b1-894c-409a-b240-bd8beae78896.5f2c1b7e9d3a4c60b8e1f0a2d4c6b8e0',
  mediaCancel: '0c9e4b1d7a2f4e58b6d3c1a09f8e7d6c',
} as const;

export const cancelling: OperationStatus = {
  operationId: ids.addParticipant,
  kind: 'addParticipant',
  provider: 'acs',
  callId: ids.callConnection,
  phase: 'cancelling',
  correlation: 'ticket 4711',
  notAfter: '2026-11-28T23:02:48.636Z',
  requestedAt: '2026-11-28T23:01:48.636Z',
  contradictions: [],
  cancel: { requestedAt: '2026-11-28T23:01:50.031Z', state: 'sent' },
  state: { open: { invitation: 'ringing', cancellation: 'sending' } },
  acceptedCommands: [],
  revision: 3,
};

export const ringing: OperationView = {
  ...cancelling,
  updatedAt: '2026-11-28T23:01:50.040Z',
  transitions: [
    {
      revision: 3,
      at: '2026-11-28T23:01:50.040Z',
      event: 'CANCEL',
      from: { open: { invitation: 'ringing', cancellation: 'notWanted' } },
      to: { open: { invitation: 'ringing', cancellation: 'sending' } },
    },
  ],
};

const { cancel: _cancel, ...beforeTheCancel } = ringing;

export const settledOperation: OperationView = {
  ...beforeTheCancel,
  phase: 'settled',
  outcome: { type: 'added', evidence: 'event' },
  state: 'settled',
  revision: 4,
  updatedAt: '2026-11-28T23:01:58.116Z',
  transitions: [
    {
      revision: 4,
      at: '2026-11-28T23:01:58.116Z',
      event: 'acs.AddParticipantSucceeded',
      from: { open: { invitation: 'ringing', cancellation: 'notWanted' } },
      to: 'settled',
    },
  ],
};

export const prompt: MediaOperationView = {
  operationId: ids.playPrompt,
  kind: 'playPrompt',
  provider: 'graph',
  callId: ids.call,
  phase: 'pending',
  state: 'running',
  epoch: 0,
  graphOperationId: '0fe0623f-d628-42ed-b4bd-8ac290072cc5',
  acceptedCommands: [],
  notAfter: '2026-11-28T23:03:10.000Z',
  requestedAt: '2026-11-28T23:02:10.000Z',
  contradictions: [],
  revision: 12,
  updatedAt: '2026-11-28T23:02:10.412Z',
  transitions: [{ revision: 12, at: '2026-11-28T23:02:10.412Z', event: 'ANSWERED', from: 'sending', to: 'running' }],
};

const { transitions: _transitions, ...promptOfACall } = prompt;

export const readyCall: GraphCallView = {
  kind: 'graphCall',
  provider: 'graph',
  callId: ids.call,
  tenantId: '3f1c2a10-9d4b-4f0e-8a6c-1b2d3e4f5a6b',
  cloud: 'global',
  phase: 'pending',
  state: { call: 'ready', media: 'busy', keepAlive: 'waiting', tones: 'waiting' },
  callState: 'established',
  audio: 'active',
  epoch: 0,
  fence: 'confirmed',
  queue: [],
  operations: [promptOfACall],
  keepTones: true,
  tones: [{ sequenceId: 1, tone: 'tone5' }],
  cancels: [],
  aliveAt: '2026-11-28T23:02:00.000Z',
  requestedAt: '2026-11-28T23:02:00.000Z',
  updatedAt: '2026-11-28T23:02:10.412Z',
  revision: 12,
  transitions: [
    {
      revision: 12,
      at: '2026-11-28T23:02:10.412Z',
      event: 'ANSWERED',
      from: 'sending',
      to: 'running',
      operationId: ids.playPrompt,
    },
  ],
};

export const endedCall: GraphCallView = {
  ...readyCall,
  phase: 'settled',
  state: 'ended',
  outcome: { type: 'ended', evidence: 'event' },
  callState: 'terminated',
  operations: [],
  revision: 15,
  updatedAt: '2026-11-28T23:04:00.000Z',
  transitions: [],
};
