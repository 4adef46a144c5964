import type { MachineIdentity } from '../machine-hash.ts';
import type { EffectKind, Place } from '../replayed.ts';

/** One thing that the code of now does otherwise than a history has it. */
export interface ReplayDifference {
  /**
   * `notReplayable`: Temporal itself refuses the replay, and `now` is its message; nothing after that event was compared.
   * `unread`: the history could not be had.
   */
  readonly kind: EffectKind | 'notReplayable' | 'unread';
  /** The activity's type, the signal's name, how the run ended, … */
  readonly name: string;
  /** The event of the history, where it is known. */
  readonly eventId?: number;
  readonly eventType?: string;
  /** Where in the value the first difference is. */
  readonly at?: string;
  readonly recorded?: unknown;
  readonly now?: unknown;
  /** Where the statechart of now stood at the end of the activation. */
  readonly place?: Place;
}

/** What came of the replay of one history. */
export interface ReplayedHistory {
  readonly workflowId: string;
  readonly runId?: string;
  /** The file from which the history comes. */
  readonly source?: string;
  /** False for one on which no worker has begun yet. */
  readonly replayed: boolean;
  /** How many events were compared beyond what Temporal compares. */
  readonly compared: number;
  /** With which machine the instance was started, and which one runs now: by the hash of their structure. */
  readonly machine?: { readonly recorded?: MachineIdentity; readonly now?: MachineIdentity };
  readonly differences: readonly ReplayDifference[];
}

export interface ReplayReport {
  readonly histories: readonly ReplayedHistory[];
  /** How many histories differ. */
  readonly different: number;
}

const NAMES: Readonly<Record<ReplayDifference['kind'], string>> = {
  activityInput: 'the input of the activity',
  timerDuration: 'the milliseconds of a',
  updateAnswer: 'the answer to an',
  childWorkflowInput: 'the input of the child workflow',
  signalArguments: 'the arguments of the signal',
  memo: 'the',
  end: 'the end of the run:',
  notReplayable: 'cannot be replayed',
  unread: 'could not be read',
};

/** A history's differences for people, one line or a few each; nothing for one without. */
export function describeReplay({ workflowId, runId, source, machine, differences }: ReplayedHistory): string {
  if (differences.length === 0) return '';
  const { recorded, now } = machine ?? {};
  const changed = recorded !== undefined && now !== undefined && recorded.hash !== now.hash;
  return [
    `${source === undefined ? '' : `${source}: `}${workflowId}${runId === undefined ? '' : ` (run ${runId})`}`,
    ...(changed ? [`  the machine ${now.id} was changed since: ${recorded.hash}, now ${now.hash}`] : []),
    ...differences.map(describeDifference),
  ].join('\n');
}

function describeDifference({ kind, name, eventId, eventType, at, recorded, now, place }: ReplayDifference): string {
  const event = eventId === undefined ? '' : `event ${eventId}${eventType === undefined ? '' : ` (${eventType})`}, `;
  const where = place && `    the code stands in the state ${place.state || '(none)'}, on ${place.event}`;
  const what = `  - ${event}${[NAMES[kind], name].filter(Boolean).join(' ')}`;
  const told =
    kind === 'notReplayable' || kind === 'unread'
      ? [`    ${String(now)}`]
      : [`    recorded${at ? ` at ${at}` : ''}: ${show(recorded)}`, `    now${at ? ` at ${at}` : ''}: ${show(now)}`];
  return [what, ...told, ...(where === undefined ? [] : [where])].join('\n');
}

const MOST_CHARACTERS = 300;

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
