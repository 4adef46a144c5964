import type { LedgerView } from '../../simulator/control-client.ts';
import type { OperationView } from '../../src/contract/operation-view.ts';
import { BOB, CAROL, type Played } from './scenes.ts';

type Ledger = Pick<LedgerView, 'requests' | 'calls' | 'invitations'>;

/** Everything in which outcomes and ledger differ from what the demo promises; one sentence each. */
export function whatIsWrong(
  { callConnectionId, cancelled, answered }: Played,
  ledger: Ledger,
  hashOf: (rawId: string) => string,
): string[] {
  const people = ledger.calls.find((call) => call.callConnectionId === callConnectionId)?.people ?? [];
  return [
    ...unequal("Bob's operation settled as", cancelled.outcome?.type, 'cancelled'),
    ...unequal("Carol's operation settled as", answered.outcome?.type, 'added'),
    ...wrongRequests('Bob', cancelled, ledger, { adds: 1, cancels: 1 }),
    ...wrongRequests('Carol', answered, ledger, { adds: 1, cancels: 0 }),
    ...unequal('Bob is in the call', people.includes(hashOf(BOB)), false),
    ...unequal('Carol is in the call', people.includes(hashOf(CAROL)), true),
  ];
}

function wrongRequests(
  person: string,
  { operationId }: OperationView,
  { requests, invitations }: Ledger,
  wanted: { adds: number; cancels: number },
): string[] {
  const isOurs = ({ operationContext }: { operationContext: string | null }) =>
    operationContext?.startsWith(`${operationId}:`) ?? false;
  const executed = (operation: string) =>
    requests.filter((request) => isOurs(request) && request.executed && request.operation === operation).length;
  return [
    ...unequal(`${person}: addParticipant executed`, executed('addParticipant'), wanted.adds),
    ...unequal(`${person}: cancelAddParticipant executed`, executed('cancelAddParticipant'), wanted.cancels),
    ...unequal(`${person}: times that the phone rang`, invitations.filter(isOurs).length, 1),
  ];
}

/** A sentence where it is not as it should be. */
export function unequal<T>(what: string, found: T, wanted: T): string[] {
  return found === wanted ? [] : [`${what}: ${String(found)} instead of ${String(wanted)}`];
}
