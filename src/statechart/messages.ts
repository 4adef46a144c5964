import type { QueryDefinition, SignalDefinition, UpdateDefinition } from '@temporalio/common';
import type { MachineIdentity } from './machine-hash.ts';
import type { StatePath } from './state-path.ts';
import type { WaitCondition } from './wait-condition.ts';

/** An event of a machine, as it travels. */
export interface MachineEvent {
  readonly type: string;
  readonly [property: string]: unknown;
}

/** One event on its way to an instance. */
export interface Delivery {
  readonly event: MachineEvent;
  /** Seen again, the event is not delivered again: a command gets its first answer, a notification is ignored. */
  readonly id?: string;
  /** Holds the answer back until it holds, or for at most 20 s. */
  readonly until?: WaitCondition;
  /** Milliseconds since the epoch. Deadlines that were due before it fire first (S2). */
  readonly acceptedAt?: number;
  /** How its sender starts the instance in the same request; one that was started otherwise refuses the event. */
  readonly startedAs?: StartedAs;
}

/** How an instance was started. */
export interface StartedAs {
  readonly workflow: string;
  /** A hash of what it was started with. */
  readonly fingerprint: string;
}

export interface TransitionRecord {
  readonly revision: number;
  /** ISO 8601. */
  readonly at: string;
  /** The event's type. */
  readonly event: string;
  /** Absent in an actor's first record. */
  readonly from?: StatePath;
  readonly to: StatePath;
  /** Ids from the root down to the actor that made the transition, joined by `/`. Absent for the root. */
  readonly actor?: string;
}

export interface FailureRecord {
  readonly name: string;
  readonly message: string;
  readonly machine: string;
  readonly state: string;
  readonly event: string;
}

interface PendingTimer {
  /** The send id; for an actor below the root its path comes first. */
  readonly id: string;
  /** ISO 8601. */
  readonly dueAt: string;
}

/** What can be said of an instance at any time, also after its end. */
export interface View {
  readonly status: 'active' | 'done' | 'error' | 'cancelled';
  readonly value: StatePath;
  readonly tags: readonly string[];
  readonly context: unknown;
  /** The machine that runs now; with which one the instance was started is in its memo. */
  readonly machine?: MachineIdentity;
  /** What the workflow's `summarize` made of the snapshot. */
  readonly summary?: unknown;
  /** What `summarize` threw, if it did. */
  readonly summaryError?: string;
  readonly output?: unknown;
  readonly error?: FailureRecord;
  /** Counts the transitions of the instance, its child machines included. */
  readonly revision: number;
  readonly timers: readonly PendingTimer[];
  /** Event descriptors with a candidate transition; guards are not evaluated, and a forbidden transition is none. */
  readonly accepts: readonly string[];
  /** The latest ones, or those after a revision that was asked for. */
  readonly transitions: readonly TransitionRecord[];
  /** How many notifications were dropped because they were malformed or bore a reserved type. */
  readonly dropped: number;
  /** What keeps the instance from continuing as new, although its history is long. */
  readonly continueAsNewBlockedBy?: readonly string[];
}

/** A command's answer: it is written to history, and so carries no more than has to be known at once. */
export type Answer = Omit<View, 'context' | 'transitions' | 'machine'>;

/** What a refused command is told beside the reason. */
export interface RefusalDetail {
  readonly state: StatePath;
  readonly accepts: readonly string[];
  /** Missing where it is too large to be sent. */
  readonly answer?: Answer;
}

/** Why a held answer was let go. `pending` and `continued`: ask again. `ended`: it can never hold any more. */
export type HoldResult = 'reached' | 'pending' | 'continued' | 'ended';

export interface WaitRequest {
  readonly condition: WaitCondition;
  /** At most 20,000. */
  readonly holdMs: number;
}

export interface WaitAnswer {
  readonly result: HoldResult;
  readonly answer: Answer;
}

/** What a workflow of the runtime returns. */
export interface StatechartResult {
  readonly output: unknown;
  readonly view: View;
}

/**
 * The last argument of a workflow that a client of ours has started: the hash of what it was started with. Whoever lists
 * workflows does not see it, and a payload codec encrypts it: of a phone number a hash tells as much as the number itself.
 */
export interface StartRecord {
  readonly statechartStart: string;
}

export function isStartRecord(argument: unknown): argument is StartRecord {
  return typeof (argument as Partial<StartRecord> | null | undefined)?.statechartStart === 'string';
}

/** Where the machine is kept with which an instance was started: its id and the hash of its structure. */
export const MACHINE_MEMO = 'statechartMachine';

/** Where the last view of a cancelled instance is kept. */
export const LAST_VIEW_MEMO = 'statechartLastView';

/** Where workflow tasks are counted that would leave no event otherwise. */
export const TRACE_MEMO = 'statechartTrace';

/** Types of the failures by which an instance refuses a command, and of the failure that ends it. */
export const FAILURE_TYPES = {
  invalidEvent: 'InvalidEvent',
  reservedEvent: 'ReservedEvent',
  eventRefused: 'EventRefused',
  guardFailed: 'GuardFailed',
  tooManyWaits: 'TooManyWaits',
  alreadySettled: 'AlreadySettled',
  startedOtherwise: 'StartedOtherwise',
  viewTooLarge: 'ViewTooLarge',
  notSerializable: 'NotSerializable',
  statechartFailed: 'StatechartFailed',
  notBundled: 'StatechartNotBundled',
} as const;

/** How the message of a view begins that is too large or cannot be written: of a failed query only the message arrives. */
export const UNFIT_VIEW = 'The view of';

/** How the failure of a view begins that was asked for between two workflow tasks, and is to be asked for again. */
export const BEFORE_ITS_TASK = 'Events have come in that no workflow task has recorded.';

export const notifySignal = {
  type: 'signal',
  name: 'statechart.notify',
} as SignalDefinition<[readonly Delivery[]], 'statechart.notify'>;

export const sendUpdate = {
  type: 'update',
  name: 'statechart.send',
} as UpdateDefinition<Answer, [Delivery], 'statechart.send'>;

export const waitUpdate = {
  type: 'update',
  name: 'statechart.wait',
} as UpdateDefinition<WaitAnswer, [WaitRequest], 'statechart.wait'>;

export const viewQuery = {
  type: 'query',
  name: 'statechart.view',
} as QueryDefinition<View, [{ readonly after?: number }?], 'statechart.view'>;
