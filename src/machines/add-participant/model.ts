import type { CredentialChoice } from '../../contract/acs-activities.ts';
import type { AcsFact, AcsNotificationName } from '../../contract/acs-notification.ts';
import type { AddParticipantInput, AddParticipantOutcome, CancelFate } from '../../contract/add-participant.ts';
import { formatOperationContext, type ContextVerb } from '../../contract/operation-context.ts';
import type { ProviderFailure } from '../../contract/provider-failure.ts';
import { mintRepeatabilityPair, type RepeatabilityPair } from '../../contract/repeatability.ts';

export interface Context {
  readonly request: AddParticipantInput;
  readonly add: AddSend;
  /** The provider took the add. */
  readonly answered?: boolean;
  readonly invitationId?: string;
  /** Whether the person was in the call before we rang; absent: nobody knows. */
  readonly presentBefore?: boolean | undefined;
  /** Milliseconds since the epoch, by a worker's clock. A workflow's own may stand still while its worker is replaced. */
  readonly lastAttemptAt?: number | undefined;
  /** Milliseconds since the epoch; known once no further attempt of the add can reach the provider. */
  readonly invitationEndsAt?: number | undefined;
  /** What the provider said of the invitation, while it is being decided what that means. Only what is certain. */
  readonly refusal?: ProviderRefusal;
  readonly cancel?: CancelFate & {
    readonly send?: Send;
    /** Milliseconds since the epoch. */
    readonly acceptedAt?: number;
  };
  /** Whether other operations for this person were open at any time since this one began; absent: not asked. */
  readonly others?: boolean;
  /** A look was made because the cancel is confirmed. */
  readonly lookedAfterCancel?: boolean;
  readonly removal?: Removal;
  /** With which key or token the next request is signed. */
  readonly credential: CredentialChoice;
  /** How often in a row a look has failed, or proved nothing. */
  readonly looks: number;
  /** Milliseconds since the epoch: when the latest look at the participants began. */
  readonly lookedAt?: number;
  readonly contradictions: readonly string[];
  readonly outcome?: AddParticipantOutcome;
}

/** One request under one Repeatability pair. The number goes into the context that the provider echoes. */
export interface Send {
  readonly number: number;
  readonly pair: RepeatabilityPair;
}

/** The add, which is made again under a new pair after a clear no, and under the same one while nobody knows. */
export interface AddSend extends Send {
  /** An attempt under this pair may have reached the provider. */
  readonly mayBeOut: boolean;
  /**
   * It was made again while an attempt might be out. A provider that does not honour the pair has then two invitations,
   * and told us the id of one.
   */
  readonly mayRingTwice: boolean;
  /** It was made once more, after a cancel, for the sake of its invitation id. */
  readonly repeatedForItsId: boolean;
  /** How often it was made again, for the back-off. */
  readonly repeats: number;
  /** How often a pair was found too old although nothing had been sent under it: a clock is wrong. */
  readonly stalePairs: number;
  /** The latest clear no. */
  readonly no?: ProviderFailure | undefined;
  /** The clear no for which the add was put off, should `notAfter` pass before the next attempt. */
  readonly putOffFor?: ProviderFailure | undefined;
  /** Milliseconds for which the provider asked to be left alone. */
  readonly retryAfterMs?: number | undefined;
}

interface Removal {
  /** Milliseconds since the epoch: until when the provider is asked. */
  readonly endsAt: number;
  /** Whether an event of ours says that the person joined; otherwise the list does. */
  readonly toldByEvent: boolean;
  readonly send?: Send;
  /** Milliseconds since the epoch: when the latest removal was asked for. */
  readonly askedAt?: number;
  /** What the provider said to the latest removal. */
  readonly answer?: RemovalAnswer;
  /** A removal may have been executed. */
  readonly mayBeOut: boolean;
}

/** `none`: it was not reached, or did not answer. */
export type RemovalAnswer = 'accepted' | 'refused' | 'none';

export interface ProviderRefusal {
  readonly code?: string;
  readonly subCode?: string;
  readonly message?: string;
}

export type Event =
  | { readonly type: 'CANCEL' }
  | { [Name in AcsNotificationName]: AcsFact & { readonly type: `acs.${Name}` } }[AcsNotificationName];

/** Minted in a step of the machine: a replay mints the same pair. */
export function newSend(number: number): Send {
  return { number, pair: mintRepeatabilityPair(Math.random, Date.now()) };
}

export function firstAdd(): AddSend {
  return { ...newSend(1), mayBeOut: false, mayRingTwice: false, repeatedForItsId: false, repeats: 0, stalePairs: 0 };
}

export function contextOf({ request }: Context, verb: ContextVerb, send: Pick<Send, 'number'>): string {
  return formatOperationContext({ operationId: request.operationId, verb, send: send.number });
}

/** In a response the status stands where an event has its code, and the error's code where it has the sub-code. */
export function refusalInFailure({ status, code, message }: Partial<ProviderFailure> = {}): ProviderRefusal {
  return {
    ...(status !== undefined && { code: String(status) }),
    ...(code !== undefined && { subCode: code }),
    ...(message !== undefined && { message }),
  };
}
