import type { Participant } from './participant.ts';
import type { RepeatabilityPair } from './repeatability.ts';

/** Which of the worker's credentials signs a request: the machine asks with the second when the first is refused. */
export type CredentialChoice = 'primary' | 'secondary';

/** What every request to ACS carries. All of it is recorded input: over all attempts it stays byte-identical. */
interface AcsRequest {
  readonly callConnectionId: string;
  /** Milliseconds after which one attempt is given up. */
  readonly httpTimeoutMs: number;
  /** Absent: the primary one. */
  readonly credential?: CredentialChoice;
}

interface RepeatableAcsRequest extends AcsRequest {
  readonly pair: RepeatabilityPair;
  /** Milliseconds after `Repeatability-First-Sent` at which the pair is no longer sent. */
  readonly pairWindowMs: number;
  readonly operationContext: string;
  readonly operationCallbackUri: string;
  /** An earlier activity may have sent this pair: a no to it says nothing of that attempt. */
  readonly sentBefore?: boolean;
}

/**
 * What is handed on to whoever answers, by name as it goes over the wire.
 * @see Microsoft REST, Call Connection - Add Participant (2023-10-15), `CustomCallingContext`
 */
export interface CustomCallingContext {
  readonly voipHeaders?: Readonly<Record<string, string>> | undefined;
  /** Names as `SIP_HEADER_NAME` takes them. */
  readonly sipHeaders?: Readonly<Record<string, string>> | undefined;
}

/**
 * "X-MS-Custom-", and at most 64 characters with it.
 * @see Microsoft Learn, "How to pass contextual User-To-User (UUI) information between calls"
 */
export const SIP_HEADER_NAME = /^(User-To-User|X-MS-Custom-[A-Za-z0-9.~*_!%-]{1,52})$/;

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
  readonly customCallingContext?: CustomCallingContext;
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

export interface CancelAddParticipantResponse {
  /** ISO 8601, by the worker's clock: no attempt reached the provider after it. */
  readonly answeredAt: string;
}

/** @see Microsoft REST, Call Connection - Remove Participant (2023-10-15) */
export interface RemoveParticipantRequest extends RepeatableAcsRequest {
  readonly participant: Participant;
}

/** @see Microsoft REST, Call Connection - Get Participant (2023-10-15) */
export interface ParticipantRequest extends AcsRequest {
  readonly participant: Participant;
}

/**
 * - `present`: ACS lists the person. (Nobody documents whether it lists people who still ring.)
 * - `absent`: ACS knows the call and not the person in it: 8558, "participant not present".
 * - `absentOrCallGone`: 404 in ACS's own words otherwise. Its 8522 reads "call or participant not found", so that only
 *   `getCall` tells which of the two it was.
 *
 * @see Microsoft Learn, "Troubleshooting call end response codes", Call Automation SDK error codes: 8522, 8558
 */
export interface ParticipantPresence {
  readonly state: 'present' | 'absent' | 'absentOrCallGone';
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
  cancelAddParticipant(request: CancelAddParticipantRequest): Promise<CancelAddParticipantResponse>;
  removeParticipant(request: RemoveParticipantRequest): Promise<void>;
  getParticipant(request: ParticipantRequest): Promise<ParticipantPresence>;
  getParticipants(request: AcsRequest): Promise<ParticipantList>;
  getCall(request: AcsRequest): Promise<CallState>;
}

export type { AcsRequest };
