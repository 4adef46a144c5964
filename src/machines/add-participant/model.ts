import type { AcsNotification, AcsNotificationName } from '../../contract/acs-notification.ts';
import type { AddParticipantInput, AddParticipantOutcome, CancelFate } from '../../contract/add-participant.ts';
import { formatOperationContext, type ContextVerb } from '../../contract/operation-context.ts';
import type { ProviderFailure } from '../../contract/provider-failure.ts';
import { mintRepeatabilityPair, type RepeatabilityPair } from '../../contract/repeatability.ts';

export interface Context {
  readonly request: AddParticipantInput;
  readonly add: Send;
  readonly invitationId?: string;
  /** Milliseconds since the epoch, by a worker's clock. A workflow's own may stand still while its worker is replaced. */
  readonly lastAttemptAt?: number;
  /** Milliseconds since the epoch; known once no further attempt of the add can reach the provider. */
  readonly invitationEndsAt?: number;
  /** What the provider said of the invitation, while it is being decided what that means. Only what is certain. */
  readonly refusal?: ProviderRefusal;
  readonly cancel?: CancelFate & {
    readonly send?: Send;
    /** Milliseconds since the epoch. */
    readonly acceptedAt?: number;
  };
  readonly waitedForAddEvent?: boolean;
  readonly outcome?: AddParticipantOutcome;
}

/** One request under one Repeatability pair. The number goes into the context that the provider echoes. */
export interface Send {
  readonly number: number;
  readonly pair: RepeatabilityPair;
}

export interface ProviderRefusal {
  readonly code?: string;
  readonly subCode?: string;
  readonly message?: string;
}

export type Event =
  | { readonly type: 'CANCEL' }
  | { [Name in AcsNotificationName]: AcsNotification & { readonly type: `acs.${Name}` } }[AcsNotificationName];

/** Minted in a step of the machine: a replay mints the same pair. */
export function newSend(number: number): Send {
  return { number, pair: mintRepeatabilityPair(Math.random, Date.now()) };
}

export function contextOf({ request }: Context, verb: ContextVerb, send: Send): string {
  return formatOperationContext({ operationId: request.operationId, verb, send: send.number });
}

export function refusalInEvent({ code, subCode, message }: AcsNotification): ProviderRefusal {
  return {
    ...(code !== undefined && { code: String(code) }),
    ...(subCode !== undefined && { subCode: String(subCode) }),
    ...(message !== undefined && { message }),
  };
}

/** In a response the status stands where an event has its code, and the error's code where it has the sub-code. */
export function refusalInError(error: unknown): ProviderRefusal {
  const { status, code, message } = providerFailureIn(error) ?? {};
  return {
    ...(status !== undefined && { code: String(status) }),
    ...(code !== undefined && { subCode: code }),
    ...(message !== undefined && { message }),
  };
}

/** The failure that an activity classified; `undefined` for anything else, which is a defect and must stay loud. */
export function providerFailureIn(error: unknown): ProviderFailure | undefined {
  const [detail] = (error as { details?: readonly unknown[] } | undefined)?.details ?? [];
  return typeof detail === 'object' && detail !== null && 'class' in detail ? (detail as ProviderFailure) : undefined;
}
