import { randomUUID } from 'node:crypto';

export const eventTypes = [
  'CallConnected',
  'CallDisconnected',
  'ParticipantsUpdated',
  'AddParticipantSucceeded',
  'AddParticipantFailed',
  'CancelAddParticipantSucceeded',
  'CancelAddParticipantFailed',
  'RemoveParticipantSucceeded',
  'RemoveParticipantFailed',
] as const;

export type EventType = (typeof eventTypes)[number];

/** The operation that brings an event about. */
export const operationOf: Record<string, string> = {
  CallConnected: 'createCall',
  AddParticipantSucceeded: 'addParticipant',
  AddParticipantFailed: 'addParticipant',
  CancelAddParticipantSucceeded: 'cancelAddParticipant',
  CancelAddParticipantFailed: 'cancelAddParticipant',
  RemoveParticipantSucceeded: 'removeParticipant',
  RemoveParticipantFailed: 'removeParticipant',
};

/** CloudEvents 1.0 as in the samples of the SDKs' parser tests: `subject` equals `source`. */
export interface CloudEvent {
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  specversion: '1.0';
  datacontenttype?: string;
  data: Record<string, unknown>;
}

const prefix = 'Microsoft.Communication.';

/** The ids of the call that an event tells of. */
interface EventSource {
  callConnectionId: string;
  serverCallId: string;
  correlationId: string;
}

export interface EventForm {
  /** Some samples have no datacontenttype. */
  dataContentType: boolean;
  /** Some samples repeat the type and a source inside the data. */
  extraDataKeys: boolean;
}

export function cloudEvent(
  type: EventType,
  call: EventSource,
  data: Record<string, unknown>,
  form: EventForm,
): CloudEvent {
  const source = `calling/callConnections/${call.callConnectionId}`;
  const { callConnectionId, serverCallId, correlationId } = call;
  return {
    id: randomUUID(),
    source,
    type: prefix + type,
    subject: source,
    time: new Date().toISOString().replace('Z', '0000+00:00'),
    specversion: '1.0',
    ...(form.dataContentType && { datacontenttype: 'application/json' }),
    data: {
      ...(form.extraDataKeys && { eventSource: source, type: prefix + type }),
      ...data,
      callConnectionId,
      serverCallId,
      correlationId,
    },
  };
}

export function shortType(event: CloudEvent): string {
  return event.type.startsWith(prefix) ? event.type.slice(prefix.length) : event.type;
}
