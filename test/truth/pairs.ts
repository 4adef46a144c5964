import type { LedgerView } from '../../simulator/control-client.ts';

export interface PairCount {
  /** Pairs that were executed more than once. */
  readonly executedTwice: readonly string[];
  /** Pairs that were sent with different requests, or with different times of the first sending. */
  readonly usedForTwo: readonly string[];
}

/** What became of each Repeatability pair. */
export function countPairs(requests: LedgerView['requests']): PairCount {
  const byPair = new Map<string, LedgerView['requests']>();
  for (const request of requests) {
    const id = request.repeatabilityRequestId;
    // The test's own requests carry none.
    if (id !== null) byPair.set(id, [...(byPair.get(id) ?? []), request]);
  }
  const ids = (holds: (sent: LedgerView['requests']) => boolean) =>
    [...byPair].filter(([, sent]) => holds(sent)).map(([id]) => id);
  return {
    executedTwice: ids((sent) => sent.filter(({ executed }) => executed).length > 1),
    usedForTwo: ids(
      (sent) => new Set(sent.map(({ pathAndBodyHash, firstSent }) => `${pathAndBodyHash} ${firstSent}`)).size > 1,
    ),
  };
}
