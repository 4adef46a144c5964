import type { AnyMachineSnapshot } from 'xstate';
import type { FailureRecord } from '../messages.ts';
import { formatStatePath, type StatePath } from '../state-path.ts';

/** An error that the machine did not handle, with the place where it happened. */
export interface MachineFailure {
  readonly record: FailureRecord;
  readonly cause: unknown;
}

export function failureRecord(
  cause: unknown,
  machine: string,
  snapshot: AnyMachineSnapshot,
  event: string,
): FailureRecord {
  return {
    name: cause instanceof Error ? cause.name : 'Error',
    message: cause instanceof Error ? cause.message : String(cause),
    machine,
    state: formatStatePath(snapshot.value as StatePath | undefined),
    event,
  };
}

/** `order failed in the state open.paying on PAY: the card is gone`. */
export function describeFailure({ machine, state, event, message }: FailureRecord): string {
  return `${machine} failed ${state === '' ? 'before its first state' : `in the state ${state}`} on ${event}: ${message}`;
}
