import { describe, expect, test } from '@jest/globals';
import type { AddParticipantOutcome } from '../../src/contract/add-participant.ts';
import { exampleRequest } from './example-request.ts';
import { untruths, type Case } from './verdict.ts';

type Ledger = Case['ledger'];

const CALL = 'call-1';
const OPERATION = `acs-add-${'0'.repeat(32)}`;
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();

/** An operation of second 0 to 10 of which the provider knows what is given. */
function told(outcome: AddParticipantOutcome, ledger: Partial<Ledger> = {}, changes: Partial<Case> = {}): string[] {
  return untruths({
    view: { operationId: OPERATION, phase: 'settled', outcome },
    startedAt: Date.parse(at(0)),
    settledAt: Date.parse(at(10)),
    ledger: { requests: [], webhooks: [], invitations: [], stays: [], calls: [aCall(null)], ...ledger },
    person: 'bob',
    honoursPairs: true,
    lastDeadlineMs: 5_000,
    isAloneInCall: true,
    othersStartedAt: new Map(),
    askedForOthersAt: [],
    ...changes,
  });
}

function aCall(endedAt: string | null): Ledger['calls'][number] {
  return { callConnectionId: CALL, state: endedAt === null ? 'connected' : 'disconnected', people: [], endedAt };
}

function invitation(changes: Partial<Ledger['invitations'][number]> = {}, send = 1): Ledger['invitations'][number] {
  return {
    invitationId: `invitation-${send}`,
    callConnectionId: CALL,
    person: 'bob',
    operationContext: `${OPERATION}:add:${send}`,
    state: 'accepted',
    invitedAt: at(1),
    endsAt: at(60),
    endedAt: at(5),
    ...changes,
  };
}

function stay(changes: Partial<Ledger['stays'][number]> = {}): Ledger['stays'][number] {
  return {
    callConnectionId: CALL,
    person: 'bob',
    invitationId: 'invitation-1',
    joinedAt: at(5),
    leftAt: null,
    removedBy: null,
    ...changes,
  };
}

function request(changes: Parameters<typeof exampleRequest>[0] = {}) {
  return exampleRequest({
    at: at(1),
    callConnectionId: CALL,
    firstSent: at(1),
    operationContext: `${OPERATION}:add:1`,
    invitationId: 'invitation-1',
    ...changes,
  });
}

const addedSaysEvent: AddParticipantOutcome = { type: 'added', evidence: 'event' };
const addedSaysList: AddParticipantOutcome = { type: 'added', evidence: 'participantList' };
const cancelled: AddParticipantOutcome = { type: 'cancelled', how: 'invitationCancelled', evidence: 'event' };
const removed: AddParticipantOutcome = { type: 'cancelled', how: 'removedAfterJoining', evidence: 'event' };
const neverSent: AddParticipantOutcome = { type: 'cancelled', how: 'neverSent', evidence: 'response' };
const failed: AddParticipantOutcome = { type: 'failed', reason: 'declined', evidence: 'event' };
const callEnded: AddParticipantOutcome = { type: 'callEnded', evidence: 'event' };
const undetermined: AddParticipantOutcome = { type: 'undetermined', evidence: 'assumed' };

test('an operation that has not settled is not true', () => {
  const view = { operationId: OPERATION, phase: 'pending' } as const;
  expect(told(failed, {}, { view })).toEqual(['it has not settled']);
});

test('added is true of whoever had joined by the invitation, also when they have left since', () => {
  expect(told(addedSaysEvent, { invitations: [invitation()], stays: [stay()] })).toEqual([]);
  expect(told(addedSaysEvent, { invitations: [invitation()], stays: [stay({ leftAt: at(8) })] })).toEqual([]);
  expect(told(addedSaysEvent, { invitations: [invitation()], stays: [stay({ joinedAt: at(12) })] })).toHaveLength(1);
  expect(told(addedSaysEvent, { invitations: [invitation({ state: 'declined' })] })).toHaveLength(1);
});

test('added by the word of a list is true of whoever is in the call, by whatever way; by that of an event it is not', () => {
  const another = { invitations: [invitation({ state: 'noAnswer' })], stays: [stay({ invitationId: 'of another' })] };
  expect(told(addedSaysList, another)).toEqual([]);
  expect(told(addedSaysEvent, another)).toHaveLength(1);
  expect(told(addedSaysList, { ...another, stays: [stay({ person: 'carol', invitationId: null })] })).toHaveLength(1);
});

test('added is not held against us where the provider reports a decline as a success', () => {
  expect(told(addedSaysEvent, { invitations: [invitation({ state: 'declinedButReportedAsAccepted' })] })).toEqual([]);
});

test('cancelled is untrue while an invitation is open, or the person is in the call by it', () => {
  expect(told(cancelled, { invitations: [invitation({ state: 'cancelled' })] })).toEqual([]);
  expect(told(cancelled, { invitations: [invitation({ state: 'noAnswer', endedAt: at(11) })] })).toHaveLength(1);
  expect(told(cancelled, { invitations: [invitation({ state: 'ringing', endedAt: null })] })).toHaveLength(1);
  expect(told(removed, { invitations: [invitation()], stays: [stay({ leftAt: at(9) })] })).toEqual([]);
  expect(told(removed, { invitations: [invitation()], stays: [stay({ leftAt: at(11) })] })).toHaveLength(1);
});

test('cancelled says nothing of a person who was there before, or is there by another operation', () => {
  const ours = { invitations: [invitation({ state: 'cancelled' })] };
  expect(told(cancelled, { ...ours, stays: [stay({ invitationId: null, joinedAt: at(0) })] })).toEqual([]);
});

test('cancelled tells how: what was never sent was not executed, what was cancelled was not accepted', () => {
  expect(told(neverSent)).toEqual([]);
  expect(told(neverSent, { requests: [request()] })).toHaveLength(1);
  expect(told(neverSent, { requests: [request({ executed: false })] })).toEqual([]);
  const cameAndWent = { invitations: [invitation()], stays: [stay({ leftAt: at(9) })] };
  expect(told(cancelled, cameAndWent)).toHaveLength(1);
  expect(told({ type: 'cancelled', how: 'invitationCancelled', evidence: 'assumed' }, cameAndWent)).toEqual([]);
});

test('failed is untrue when the invitation was accepted, before or after it was said', () => {
  expect(told(failed, { invitations: [invitation({ state: 'declined' })] })).toEqual([]);
  expect(told(failed, { invitations: [invitation()], stays: [stay({ joinedAt: at(20) })] })).toHaveLength(1);
});

test('failed by the word of a list is true of somebody who had come and gone, and of nobody who is there', () => {
  const notInCall: AddParticipantOutcome = { type: 'failed', reason: 'notInCall', evidence: 'participantList' };
  expect(told(notInCall, { invitations: [invitation()], stays: [stay({ leftAt: at(8) })] })).toEqual([]);
  expect(told(notInCall, { invitations: [invitation()], stays: [stay({ leftAt: at(12) })] })).toHaveLength(1);
  expect(told(failed, { invitations: [invitation()], stays: [stay({ leftAt: at(8) })] })).toHaveLength(1);
});

test('failed is untrue while an invitation of the operation is open: it may be answered', () => {
  const busy = invitation({ state: 'failed' });
  const stillRings = invitation({ state: 'noAnswer', endedAt: at(11) }, 2);
  expect(told(failed, { invitations: [busy] })).toEqual([]);
  expect(told(failed, { invitations: [busy, stillRings] }, { honoursPairs: false })).toEqual([
    'it says failed (event), and an invitation was open',
  ]);
});

describe('whoever is removed', () => {
  const ours = `${OPERATION}:remove:1`;
  const newer = `acs-add-${'1'.repeat(32)}`;
  const own = invitation();
  const ofNewer = invitation({ invitationId: 'of-newer', operationContext: `${newer}:add:1` });
  const stays = (...came: readonly (string | null)[]) =>
    came.map((invitationId) => stay({ invitationId, leftAt: at(9), removedBy: ours }));
  const startedAt = (second: number) => ({ othersStartedAt: new Map([[newer, Date.parse(at(second))]]) });

  test('had come by the invitation of the operation', () => {
    expect(told(removed, { invitations: [own], stays: stays(own.invitationId) })).toEqual([]);
  });

  test('had not come by a newer operation', () => {
    const both = { invitations: [own, ofNewer], stays: stays(own.invitationId, ofNewer.invitationId) };
    expect(told(removed, both, startedAt(3))).toEqual(['it removed somebody who had come by a newer operation']);
    expect(told(removed, both, startedAt(-3))).toEqual([]);
  });

  test('had not come by an operation that the last question before the removal could find', () => {
    const both = { invitations: [own, ofNewer], stays: stays(own.invitationId, ofNewer.invitationId) };
    const asked = (...seconds: number[]) => ({
      ...startedAt(3),
      askedForOthersAt: seconds.map((second) => Date.parse(at(second))),
    });
    expect(told(removed, both, asked(2))).toEqual([]);
    expect(told(removed, both, asked(2, 4))).toHaveLength(1);
    // What was asked after the removal is of no use to who was removed.
    expect(told(removed, both, asked(2, 10))).toEqual([]);
  });

  test('had not been there before, where that could be asked', () => {
    const both = { invitations: [own], stays: stays(own.invitationId, null) };
    const inVain = request({ operation: 'getParticipant', status: 503, operationContext: null });
    expect(told(removed, both)).toEqual(['it removed somebody who was there before']);
    expect(told(removed, { ...both, requests: [inVain] })).toEqual([]);
  });
});

test('who is said to have been kept by the provider was asked to be removed, and refused', () => {
  const kept: AddParticipantOutcome = { type: 'added', evidence: 'event', notRemoved: 'refused' };
  const there = { invitations: [invitation()], stays: [stay()] };
  const removal = request({ operation: 'removeParticipant', operationContext: `${OPERATION}:remove:1` });
  for (const status of [202, 403, 501])
    expect(told(kept, { ...there, requests: [{ ...removal, status }] })).toEqual([]);
  expect(told(kept, { ...there, requests: [{ ...removal, status: 503 }] })).toHaveLength(1);
  const refused = { type: 'RemoveParticipantFailed', operationContext: `${OPERATION}:remove:1` };
  const webhooks = [refused as Ledger['webhooks'][number]];
  expect(told(kept, { ...there, requests: [{ ...removal, status: 503 }], webhooks })).toEqual([]);
  expect(told(kept, there)).toHaveLength(1);
  expect(told({ ...kept, notRemoved: 'notAnswered' }, { ...there, requests: [{ ...removal, status: 503 }] })).toEqual(
    [],
  );
  expect(told({ ...kept, notRemoved: 'notAnswered' }, there)).toHaveLength(1);
});

test('callEnded is true of a call that was over when it was said', () => {
  expect(told(callEnded, { calls: [aCall(at(9))] })).toEqual([]);
  expect(told(callEnded, { calls: [aCall(at(11))] })).toHaveLength(1);
  expect(told(callEnded)).toHaveLength(1);
});

test('undetermined is true only past the last deadline, of a provider that was asked in vain until then', () => {
  const inVain = request({ operation: 'getParticipants', at: at(9), status: 503, operationContext: null });
  const answered = { ...inVain, status: 200 };
  expect(told(undetermined, { requests: [answered, inVain] })).toEqual([]);
  expect(told(undetermined, { requests: [inVain, answered] })).toHaveLength(1);
  expect(told(undetermined, { requests: [inVain, { ...answered, operation: 'getCall' }] })).toEqual([]);
  expect(told(undetermined, { requests: [inVain, answered] }, { isAloneInCall: false })).toEqual([]);
  expect(told(undetermined)).toHaveLength(1);
  expect(told(undetermined, {}, { isAloneInCall: false })).toEqual([]);
  expect(told(undetermined, { requests: [inVain] }, { lastDeadlineMs: 20_000 })).toHaveLength(1);
});

test('a phone that rings twice at once is told, and one that rings again later is not', () => {
  const first = invitation({ state: 'noAnswer' });
  expect(told(failed, { invitations: [first, invitation({ state: 'noAnswer', invitedAt: at(3) }, 2)] })).toEqual([
    'the phone rang twice at once',
  ]);
  expect(told(failed, { invitations: [first, invitation({ state: 'noAnswer', invitedAt: at(6) }, 2)] })).toEqual([]);
});
