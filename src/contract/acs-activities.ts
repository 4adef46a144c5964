import type { Participant } from './participant.ts';
import type { RepeatabilityPair } from './repeatability.ts';

/** What every request to ACS carries. All of it is recorded input: over all attempts it stays byte-identical. */
interface AcsRequest {
  readonly callConnectionId: string;
  /** Milliseconds after which one attempt is given up. */
  readonly httpTimeoutMs: number;
}

interface RepeatableAcsRequest extends AcsRequest {
  readonly pair: RepeatabilityPair;
  /** Milliseconds after `Repeatability-First-Sent` at which the pair is no longer sent. */
  readonly pairWindowMs: number;
  readonly operationContext: string;
  readonly operationCallbackUri: string;
}

/** @see Microsoft REST, Call Connection - Add Participant (2023-10-15) */
export interface AddParticipantRequest extends RepeatableAcsRequest {
  readonly participant: Participant;
  /** E.164; shown to a phone number that is called. */
  readonly sourceCallerIdNumber?: string;
  readonly sourceDisplayName?: string;
  /** 0 to 180. */
  readonly invitationTimeoutSeconds: number;
  /** ISO 8601: no attempt is made after it. */
  readonly notAfter: string;
}

/** `invitationId` is optional in the provider's schema: a 202 with an empty body is a success without one. */
export interface AddParticipantResponse {
  readonly invitationId?: string;
  /** ISO 8601, by the worker's clock: no attempt reached the provider after it. */
  readonly answeredAt?: string;
}

/** @see Microsoft REST, Call Connection - Cancel Add Participant (2023-10-15) */
export interface CancelAddParticipantRequest extends RepeatableAcsRequest {
  readonly invitationId: string;
}

/** @see Microsoft REST, Call Connection - Get Participants; all pages, raw ids only. */
export interface ParticipantList {
  readonly rawIds: readonly string[];
}

/** @see Microsoft REST, Call Connection - Get Call. `notFound` stands for the provider's 404. */
export interface CallState {
  readonly state: 'notFound' | (string & {});
}

/** Implemented in `src/activities`; a machine's actors bear the same names. */
export interface AcsActivities {
  addParticipant(request: AddParticipantRequest): Promise<AddParticipantResponse>;
  cancelAddParticipant(request: CancelAddParticipantRequest): Promise<void>;
  getParticipants(request: AcsRequest): Promise<ParticipantList>;
  getCall(request: AcsRequest): Promise<CallState>;
}

export type { AcsRequest };
