import { CALL_CONNECTION_ID } from '../contract/call-connection-id.ts';
import { GRAPH_CALL_ID, normaliseGraphId } from '../contract/graph-id.ts';
import { canonicalId } from '../contract/same-id.ts';
import { InvalidRequest, type Mistake } from './errors.ts';
import { assertCaller } from './owners.ts';
import { CALL_ID, CALLER, KIND } from './search-attributes.ts';

/** Those that have a workflow of their own; media operations are in the view of their call. */
export const LISTED_KINDS = ['addParticipant', 'graphCall'] as const;
export type ListedKind = (typeof LISTED_KINDS)[number];

/** Whether Temporal shows the workflow as running. */
export const LISTED_STATUSES = ['open', 'settled'] as const;
export type ListedStatus = (typeof LISTED_STATUSES)[number];

export interface ListFilter {
  /** Both unless given. */
  readonly status?: ListedStatus | undefined;
  /** All unless given. */
  readonly kind?: ListedKind | undefined;
  /** Of ACS a call connection's, of Graph a call's. */
  readonly callId?: string | undefined;
  readonly caller?: string | undefined;
}

/**
 * The filter as a query to Temporal's visibility. What stands in it is checked before, and holds no quote.
 *
 * @throws InvalidRequest, TypeError for what is no caller
 */
export function listQuery({ status, kind, callId, caller }: ListFilter): string {
  const mistakes = [
    ...oneOf('/status', LISTED_STATUSES, status),
    ...oneOf('/kind', LISTED_KINDS, kind),
    ...(callId === undefined || isCallId(callId) ? [] : [{ pointer: '/callId', detail: 'must be the id of a call' }]),
  ];
  if (mistakes.length > 0) throw new InvalidRequest(mistakes);
  if (caller !== undefined) assertCaller(caller);
  return [
    isIn(KIND.name, kind === undefined ? LISTED_KINDS : [kind]),
    ...(callId === undefined ? [] : [isIn(CALL_ID.name, [canonicalId(callId), normaliseGraphId(callId)])]),
    ...(caller === undefined ? [] : [isIn(CALLER.name, [caller])]),
    // An instance that was continued as new is listed once for each of its runs.
    ...(status === 'open' ? [] : [`ExecutionStatus != 'ContinuedAsNew'`]),
    ...(status === undefined ? [] : [`ExecutionStatus ${status === 'open' ? '=' : '!='} 'Running'`]),
  ].join(' AND ');
}

function isCallId(text: unknown): boolean {
  return typeof text === 'string' && (CALL_CONNECTION_ID.test(text) || GRAPH_CALL_ID.test(normaliseGraphId(text)));
}

function oneOf(pointer: string, words: readonly string[], word: string | undefined): Mistake[] {
  return word === undefined || words.includes(word) ? [] : [{ pointer, detail: `must be ${words.join(' or ')}` }];
}

function isIn(attribute: string, values: readonly string[]): string {
  return `${attribute} IN (${[...new Set(values)].map((value) => `'${value}'`).join(', ')})`;
}
