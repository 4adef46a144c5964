import { randomUUID } from 'node:crypto';
import type { Answer } from '../answers.ts';
import type { Delivery } from '../webhooks.ts';
import type { CloudEvent } from './cloud-events.ts';
import type { Identifier } from './identifiers.ts';

/* Everything that survives a kill, as plain JSON. Times are milliseconds since 1970. */

export interface Participant {
  identifier: Identifier;
  isMuted: boolean;
}

export const callStates = [
  'unknown',
  'connecting',
  'connected',
  'transferring',
  'transferAccepted',
  'disconnecting',
  'disconnected',
] as const;

export interface Call {
  callConnectionId: string;
  /** As createCall was asked with; its events have it as well. */
  apiVersion: string;
  serverCallId: string;
  correlationId: string;
  state: (typeof callStates)[number];
  callbackUri: string;
  operationContext: string | undefined;
  targets: Identifier[];
  source: Identifier | undefined;
  sourceCallerIdNumber: string | undefined;
  sourceDisplayName: string | undefined;
  participants: Participant[];
  /** Counts the changes of the list, also those that no event tells of. */
  sequenceNumber: number;
  /** null: stays connecting until told otherwise. */
  connectsAt: number | null;
  /** When it ends of itself: its last person was removed, or the only target rejected it. */
  endsAt?: number;
  /** CallDisconnected has been emitted; `state` may say so later. */
  saidToHaveEnded?: true;
  endedAt?: number;
}

export interface ResultInformation {
  code: number;
  subCode: number;
  message: string;
}

export type Ending =
  | { how: 'accepted' }
  | { how: 'declined' | 'failed' | 'noAnswer'; result: ResultInformation }
  | { how: 'declinedButReportedAsAccepted' };

interface Cancel {
  operationContext: string | undefined;
  callbackUri: string;
  dueAt: number;
  done: boolean;
  cause: number | undefined;
}

export interface Invitation {
  invitationId: string;
  callConnectionId: string;
  identifier: Identifier;
  operationContext: string | undefined;
  callbackUri: string;
  invitedAt: number;
  state: 'ringing' | Ending['how'] | 'cancelled' | 'callEnded';
  /** When the person declined. */
  declinedAt?: number;
  /** From when it rang no more. */
  endedAt?: number;
  /** What happens of itself, and when. */
  planned: { dueAt: number; ending: Ending };
  cancel: Cancel | undefined;
  /** The ledger's sequence number of the add. */
  cause: number | undefined;
}

/** From when until when somebody was in a call. Who joins and is there already has two that overlap. */
interface Stay {
  callConnectionId: string;
  rawId: string;
  /** By which the person came; without one the call was created with them. */
  invitationId?: string;
  joinedAt: number;
  leftAt?: number;
  /** The operation context of the removal that ended it. */
  removedBy?: string;
}

export interface Remembered {
  fingerprint: string;
  firstSent: string;
  answer: Answer;
  /** What the client was really sent; null when its connection was reset or it got no answer. */
  sentStatus: number | null;
}

export interface World {
  calls: Record<string, Call>;
  invitations: Record<string, Invitation>;
  stays: Stay[];
  memory: Record<string, Remembered>;
  outbox: Delivery<CloudEvent>[];
}

export function emptyWorld(): World {
  return { calls: {}, invitations: {}, stays: [], memory: {}, outbox: [] };
}

export function newCallIds(): Pick<Call, 'callConnectionId' | 'serverCallId' | 'correlationId'> {
  const serverCallId = Buffer.from(`https://simulated.invalid/conv/${randomUUID()}`).toString('base64');
  return { callConnectionId: randomUUID(), serverCallId, correlationId: randomUUID() };
}
