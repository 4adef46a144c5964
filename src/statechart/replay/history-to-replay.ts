import { historyFromJSON, type History } from '@temporalio/common/lib/proto-utils.js';
import { hasBegun } from './history-effects.ts';
import type { ReplayedHistory } from './report.ts';

/** What a history is told apart by. */
export interface HistorySource {
  /** Workflow code may read its id, and so it has to be the one under which the history was recorded. */
  readonly workflowId: string;
  readonly runId?: string;
  /** The file from which it comes. */
  readonly source?: string;
}

/** A history, or why it could not be had. */
export type HistoryToReplay = HistorySource &
  (
    | {
        /** As a client fetches it, or parsed from what `historyToJSON` or Temporal's command line wrote. */
        readonly history: unknown;
      }
    | { readonly unread: string }
  );

/** One that can be replayed. */
export interface ReadHistory extends HistorySource {
  readonly history: History;
}

/** What is to be replayed; or what is to be told of one that cannot be read, or on which no worker has begun. */
export function readHistory(given: HistoryToReplay): ReadHistory | ReplayedHistory {
  const from = sourceOf(given);
  try {
    if ('unread' in given) throw new Error(given.unread);
    const history = asHistory(given.history);
    return hasBegun(history) ? { ...from, history } : { ...from, replayed: false, compared: 0, differences: [] };
  } catch (error) {
    const now = error instanceof Error ? error.message : String(error);
    return { ...from, replayed: false, compared: 0, differences: [{ kind: 'unread', name: '', now }] };
  }
}

export function sourceOf({ workflowId, runId, source }: HistorySource): HistorySource {
  return { workflowId, ...(runId !== undefined && { runId }), ...(source !== undefined && { source }) };
}

function asHistory(given: unknown): History {
  const events = (given as { events?: unknown } | null)?.events;
  if (!Array.isArray(events) || events.length === 0) throw new Error('It is not a history: it has no events.');
  const isJson = typeof (events[0] as { eventId?: unknown }).eventId === 'string';
  return isJson ? fromJson(given) : (given as History);
}

/** What protobufjs says when it meets an object of another copy of itself. */
const TWO_COPIES = 'type must be a Type';

function fromJson(given: unknown): History {
  try {
    return historyFromJSON(given);
  } catch (error) {
    if (!String(error).includes(TWO_COPIES)) throw error;
    throw new Error(`${TWO_COPIES}: there is more than one copy of protobufjs; npm install protobufjs@^8.8.1`, {
      cause: error,
    });
  }
}
