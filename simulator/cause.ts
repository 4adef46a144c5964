import type { Gate } from './gate.ts';

/** The request that brings an event about (its ledger number), and the gate at which the event waits for the response. */
export interface Cause {
  sequence: number | undefined;
  gate?: Gate | undefined;
}
