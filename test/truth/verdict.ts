import type { AddParticipantOutcome } from '../../src/contract/add-participant.ts';
import type { OperationView } from '../../src/contract/operation-view.ts';
import type { LedgerView } from '../../simulator/control-client.ts';

type Invitation = LedgerView['invitations'][number];
type Stay = LedgerView['stays'][number];

/** What an operation says of itself, and what the provider knows of its call. */
export interface Case {
  readonly view: Pick<OperationView, 'operationId' | 'phase' | 'outcome'>;
  /** Milliseconds since the epoch, by Temporal's clock: the server's may be wrong. */
  readonly startedAt: number;
  /**
   * Milliseconds since the epoch: when the workflow closed, from when on the outcome is told. The time of the last
   * transition may be earlier than what led to it: a workflow's clock stands still while its worker is replaced.
   */
  readonly settledAt: number;
  /** Of the operation's call only. */
  readonly ledger: Pick<LedgerView, 'requests' | 'webhooks' | 'invitations' | 'stays' | 'calls'>;
  /** The name under which the ledger knows the person. */
  readonly person: string;
  /** An add that was answered is not executed again: a phone that rings twice then rings by our fault. */
  readonly honoursPairs: boolean;
  readonly lastDeadlineMs: number;
  /** No other operation is about this call. */
  readonly isAloneInCall: boolean;
  /** Milliseconds since the epoch: when the others for this person in this call were started. */
  readonly othersStartedAt: ReadonlyMap<string, number>;
  /** Milliseconds since the epoch: when it asked for other operations, and was answered. */
  readonly askedForOthersAt: readonly number[];
}

/** Of two clocks of one machine that tell whole milliseconds. */
const CLOCKS_DIFFER_MS = 5;

/** Why the outcome is not true, each in a sentence; nothing where it is. */
export function untruths(told: Case): string[] {
  const { phase, outcome } = told.view;
  if (phase !== 'settled' || outcome === undefined) return ['it has not settled'];
  const facts = factsOf(told);
  return [...wordsAgainstFacts(outcome, facts), ...rangTwiceAtOnce(told), ...removedAnother(facts)];
}

interface Facts extends Case {
  /** By this operation. */
  readonly invitations: readonly Invitation[];
  /** By this operation. */
  readonly ownStays: readonly Stay[];
  /** Of the person, by whatever way they came. */
  readonly allStays: readonly Stay[];
  readonly callEndedAt: number | undefined;
}

function wordsAgainstFacts(outcome: AddParticipantOutcome, facts: Facts): string[] {
  switch (outcome.type) {
    case 'added':
      return [...added(outcome.evidence, facts), ...notRemoved(outcome.notRemoved, facts)];
    case 'cancelled':
      return cancelled(outcome, facts);
    case 'failed':
      return failed(outcome.evidence, facts);
    case 'callEnded':
      return facts.callEndedAt !== undefined && facts.callEndedAt <= facts.settledAt + CLOCKS_DIFFER_MS
        ? []
        : ['it says that the call has ended, and it had not'];
    case 'undetermined':
      return undetermined(facts);
  }
}

/** An event is of our invitation. A list names a person: whoever is in the call by other ways has joined as well. */
function added(evidence: string, facts: Facts): string[] {
  // The provider told a decline as a success (azure-sdk-for-net, issue 41032): no client can know better.
  if (facts.invitations.some(({ state }) => state === 'declinedButReportedAsAccepted')) return [];
  const stays = evidence === 'event' ? facts.ownStays : facts.allStays;
  const hadJoined = stays.some(({ joinedAt }) => Date.parse(joinedAt) <= facts.settledAt + CLOCKS_DIFFER_MS);
  return hadJoined ? [] : [`it says added (${evidence}), and nobody had joined`];
}

/** An event or a response is of the invitation. A list tells who is there when it is made: they may have come and gone. */
function failed(evidence: string, { invitations, ownStays, settledAt }: Facts): string[] {
  if (invitations.some((invitation) => wasOpenAt(settledAt, invitation)))
    return [`it says failed (${evidence}), and an invitation was open`];
  const hadLeft = ({ leftAt }: Stay) => leftAt !== null && Date.parse(leftAt) <= settledAt + CLOCKS_DIFFER_MS;
  const isTrue = evidence === 'participantList' ? ownStays.every(hadLeft) : ownStays.length === 0;
  return isTrue ? [] : [`it says failed (${evidence}), and its invitation was accepted`];
}

function cancelled(
  { how, evidence }: Extract<AddParticipantOutcome, { type: 'cancelled' }>,
  { invitations, ownStays, settledAt, ledger, view }: Facts,
): string[] {
  const wrong: string[] = [];
  const isThere = ({ leftAt }: Stay) => leftAt === null || Date.parse(leftAt) > settledAt + CLOCKS_DIFFER_MS;
  if (ownStays.some(isThere)) wrong.push('it says cancelled, and the person was in the call by its invitation');
  if (invitations.some((invitation) => wasOpenAt(settledAt, invitation)))
    wrong.push('it says cancelled, and an invitation was open');
  const sent = ledger.requests.some(
    ({ operation, operationContext, executed }) =>
      operation === 'addParticipant' && executed && isOf(view.operationId, operationContext),
  );
  if (how === 'neverSent' && sent) wrong.push('it says that it was never sent, and the add was executed');
  // Whoever is not in a list may have come and gone; an event is of the invitation.
  if (how === 'invitationCancelled' && evidence === 'event' && ownStays.length > 0)
    wrong.push('it says that the invitation was cancelled, and it was accepted');
  return wrong;
}

function wasOpenAt(time: number, { endedAt }: Invitation): boolean {
  return endedAt === null || Date.parse(endedAt) > time + CLOCKS_DIFFER_MS;
}

/** Answers that are neither a yes nor a no; 429 is no refusal of what is asked for. */
const LEAVES_OPEN: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Why somebody is said to be there still. */
function notRemoved(why: string | undefined, { view, ledger }: Facts): string[] {
  const removals = ledger.requests.filter(
    ({ operation, operationContext }) => operation === 'removeParticipant' && isOf(view.operationId, operationContext),
  );
  const answered = removals.some(({ status }) => typeof status === 'number' && !LEAVES_OPEN.has(status));
  const wasTold = ledger.webhooks.some(
    ({ type, operationContext }) => type === 'RemoveParticipantFailed' && isOf(view.operationId, operationContext),
  );
  if (why === 'refused' && !answered && !wasTold)
    return ['it says that the provider would not remove, and nothing was refused'];
  if (why === 'notAnswered' && removals.length === 0)
    return ['it says that removals were not answered, and asked for none'];
  return [];
}

/**
 * Removal is by identity. Whoever came by an operation that was started later is wanted, unless it was started when the
 * last question for others had been put; and so is who was there before, where that could be asked.
 */
function removedAnother(facts: Facts): string[] {
  const { view, startedAt, ledger, invitations, allStays, othersStartedAt, askedForOthersAt } = facts;
  const own = new Set<string | null>(invitations.map(({ invitationId }) => invitationId));
  const wasNotAsked = ledger.requests.some(
    ({ operation, status, fault }) =>
      operation === 'getParticipant' && (fault !== null || (status !== 200 && status !== 404)),
  );
  return allStays
    .filter(({ invitationId, removedBy }) => isOf(view.operationId, removedBy) && !own.has(invitationId))
    .flatMap(({ invitationId, leftAt }) => {
      const by = ledger.invitations.find((invitation) => invitation.invitationId === invitationId);
      const [other] = [...othersStartedAt].filter(([id]) => isOf(id, by?.operationContext ?? null));
      if (other !== undefined) {
        const removedAt = Date.parse(leftAt ?? '');
        const lastAskedAt = Math.max(...askedForOthersAt.filter((time) => time <= removedAt + CLOCKS_DIFFER_MS));
        const couldBeKnown = lastAskedAt === -Infinity || other[1] < lastAskedAt;
        return other[1] > startedAt && couldBeKnown ? ['it removed somebody who had come by a newer operation'] : [];
      }
      return wasNotAsked ? [] : ['it removed somebody who was there before'];
    });
}

/** The provider could not be asked, or no answer proved anything: no look after the last failed one told who is there, and the last deadline had passed. */
function undetermined({ ledger, startedAt, settledAt, lastDeadlineMs, isAloneInCall }: Facts): string[] {
  if (settledAt < startedAt + lastDeadlineMs) return ['it says undetermined, before the last deadline'];
  const looks = ledger.requests.filter(
    ({ operation, at }) => (operation === 'getCall' || operation === 'getParticipants') && Date.parse(at) <= settledAt,
  );
  const lastInVain = looks.findLastIndex(({ status, fault }) => status !== 200 || fault !== null);
  // A list proves nothing while another operation may ring the same person.
  if (lastInVain === -1) return isAloneInCall ? ['it says undetermined, and no look had failed'] : [];
  // Looks carry no operation context: those of two operations cannot be told apart.
  const wasTold = isAloneInCall && looks.slice(lastInVain + 1).some(({ operation }) => operation === 'getParticipants');
  return wasTold ? ['it says undetermined, and the last look was answered'] : [];
}

/** An add is sent under a new pair only when that of the old one has certainly stopped ringing. */
function rangTwiceAtOnce({ view, ledger, honoursPairs }: Case): string[] {
  if (!honoursPairs) return [];
  const [...own] = ledger.invitations.filter(({ operationContext }) => isOf(view.operationId, operationContext));
  own.sort((one, other) => Date.parse(one.invitedAt) - Date.parse(other.invitedAt));
  const overlaps = own.some(({ invitedAt }, index) => {
    const before = own[index - 1];
    return before !== undefined && (before.endedAt === null || before.endedAt > invitedAt);
  });
  return overlaps ? ['the phone rang twice at once'] : [];
}

function factsOf(told: Case): Facts {
  const { view, ledger, person } = told;
  const invitations = ledger.invitations.filter(({ operationContext }) => isOf(view.operationId, operationContext));
  const ids = new Set<string | null>(invitations.map(({ invitationId }) => invitationId));
  const endedAt = ledger.calls[0]?.endedAt ?? undefined;
  return {
    ...told,
    invitations,
    ownStays: ledger.stays.filter(({ invitationId }) => ids.has(invitationId)),
    allStays: ledger.stays.filter((stay) => stay.person === person),
    callEndedAt: endedAt === undefined ? undefined : Date.parse(endedAt),
  };
}

/** Only the add's own: cancels and removals bring no invitation about, but stand in the same list of requests. */
function isOf(operationId: string, operationContext: string | null): boolean {
  return operationContext?.split(':')[0] === operationId;
}
