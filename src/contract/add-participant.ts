import type { CustomCallingContext } from './acs-activities.ts';
import type { FailureReason } from './failure-reason.ts';
import type { Participant } from './participant.ts';
import type { Evidence, ProviderWords } from './outcome.ts';

/** Limits of the waiting, in milliseconds. Recorded in the operation's input at its start, so that a replay waits alike. */
export interface Waits {
  /** After which one attempt of a request is given up. */
  readonly httpTimeoutMs: number;
  /** After which Temporal gives an attempt up. Above twice `httpTimeoutMs`: a token may have to be waited for first. */
  readonly startToCloseMs: number;
  /** After which a silent worker is taken for dead. */
  readonly heartbeatMs: number;
  /** How long one Repeatability pair may be sent. */
  readonly pairWindowMs: number;
  /** How long an event that belongs to another one is waited for. */
  readonly graceMs: number;
  /** Before a request is made once more under a new pair, or a look once more; doubled each time, up to 20 times itself. */
  readonly backOffMs: number;
  /** How long after the invitation end, or after a removal began, the provider is asked before the outcome stays open. */
  readonly lastDeadlineMs: number;
}

/** What becomes of somebody who joins although the invitation was to be cancelled. */
type LateJoinPolicy = 'remove' | 'keep';

/** A code pair of the provider; `subCode` absent = any. */
export interface CodePair {
  readonly code?: number;
  readonly subCode?: number;
}

/** The input of the add-participant workflow. */
export interface AddParticipantInput {
  readonly operationId: string;
  readonly callConnectionId: string;
  readonly participant: Participant;
  readonly sourceCallerIdNumber?: string;
  readonly sourceDisplayName?: string;
  readonly customCallingContext?: CustomCallingContext;
  /** 0 to 180. Nobody documents what the provider makes of 0: its end is reckoned as 180. */
  readonly invitationTimeoutSeconds: number;
  readonly lateJoin: LateJoinPolicy;
  /** The caller's own; kept, and never sent. */
  readonly correlation?: string;
  /** Tells persons of one call apart, and names nobody. */
  readonly personHash: string;
  readonly operationCallbackUri: string;
  /** ISO 8601: after it the participant is not rung any more. */
  readonly notAfter: string;
  /** ISO 8601. */
  readonly requestedAt: string;
  readonly waits: Waits;
  /** With which code pairs the provider reports an invitation that was cancelled; undocumented, hence configured. */
  readonly cancelledCodes: readonly CodePair[];
}

export type AddParticipantOutcome =
  /**
   * `notRemoved`: why somebody who joined although we cancelled is still there. `wasThereBefore`: no event told of a join,
   * and the person was in the call before we rang.
   */
  | ({
      readonly type: 'added';
      readonly notRemoved?: WhyNotRemoved;
      readonly wasThereBefore?: true;
    } & Evidence)
  | ({ readonly type: 'failed'; readonly reason: FailureReason } & Evidence & ProviderWords)
  | ({
      readonly type: 'cancelled';
      readonly how: 'neverSent' | 'invitationCancelled' | 'removedAfterJoining' | 'leftBeforeRemoval';
    } & Evidence &
      ProviderWords)
  | ({ readonly type: 'callEnded' } & Evidence)
  /** The provider could not be asked, or no answer of it proved anything. */
  | ({ readonly type: 'undetermined' } & Evidence);

export type WhyNotRemoved =
  /** The request said `lateJoin: keep`. */
  | 'policy'
  /** Nothing proves that it was our invitation by which the person came. */
  | 'notProvenOurs'
  /** A newer operation of ours adds the same person to the same call. */
  | 'newerOperation'
  /** The provider would not remove the person. */
  | 'refused'
  /** The provider was not reached, did not answer, or had no time (429). */
  | 'notAnswered';

/** What became of the wish to cancel. */
export interface CancelFate {
  /** ISO 8601. */
  readonly requestedAt: string;
  readonly state: CancelState;
  /** The provider's, where it refused. */
  readonly code?: string;
}

export type CancelState =
  /** The invitation id is not known yet. */
  | 'waitingForId'
  /** On its way. */
  | 'sent'
  /** Answered with 202. */
  | 'accepted'
  | 'refused'
  /** The provider's event says that it took effect. */
  | 'confirmed'
  /** There is no invitation id to be had, or nothing left to cancel. */
  | 'notPossible'
  /** Sent, and nobody knows whether it was executed. */
  | 'unknown';
