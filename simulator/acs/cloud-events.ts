import { randomUUID } from 'node:crypto';

export const eventTypes = [
  'CallConnected',
  'CallDisconnected',
  'CreateCallFailed',
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
  CreateCallFailed: 'createCall',
  AddParticipantSucceeded: 'addParticipant',
  AddParticipantFailed: 'addParticipant',
  CancelAddParticipantSucceeded: 'cancelAddParticipant',
  CancelAddParticipantFailed: 'cancelAddParticipant',
  RemoveParticipantSucceeded: 'removeParticipant',
  RemoveParticipantFailed: 'removeParticipant',
};

/** CloudEvents 1.0, members and their order as recorded: `subject` equals `source`. */
export interface CloudEvent {
  id: string;
  source: string;
  type: string;
  data: Record<string, unknown>;
  time: string;
  specversion: '1.0';
  datacontenttype?: string;
  subject: string;
}

const prefix = 'Microsoft.Communication.';

/** What an event tells of its call. */
interface EventSource {
  callConnectionId: string;
  apiVersion: string;
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
  at = new Date(),
): CloudEvent {
  const source = `calling/callConnections/${call.callConnectionId}`;
  const { callConnectionId, apiVersion: version, serverCallId, correlationId } = call;
  return {
    id: randomUUID(),
    source,
    type: prefix + type,
    data: {
      ...(form.extraDataKeys && { eventSource: source, type: prefix + type }),
      ...data,
      version,
      callConnectionId,
      serverCallId,
      correlationId,
      publicEventType: prefix + type,
    },
    time: recordedTime(at),
    specversion: '1.0',
    ...(form.dataContentType && { datacontenttype: 'application/json' }),
    subject: source,
  };
}

/** The provider has seven digits of a second, and leaves zeros at their end out. */
function recordedTime(at: Date): string {
  return at.toISOString().replace(/\.?0*Z$/, '+00:00');
}

export function shortType(event: CloudEvent): string {
  return event.type.startsWith(prefix) ? event.type.slice(prefix.length) : event.type;
}
