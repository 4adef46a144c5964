/** Names of Temporal's search attributes by which operations are found, all of type Keyword. Set at start. */
export const SEARCH_ATTRIBUTES = {
  callId: 'DurableCallsCallId',
  kind: 'DurableCallsKind',
  /** Who has started it. */
  caller: 'DurableCallsCaller',
  /** A hash that many people share, so that it names nobody. */
  person: 'DurableCallsPerson',
} as const;
