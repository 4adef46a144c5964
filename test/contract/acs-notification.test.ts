import { expect, test } from '@jest/globals';
import { meaningOf, type AcsFact } from '../../src/contract/acs-notification.ts';
import { contradicts } from '../../src/contract/contradiction.ts';
import type { AddParticipantOutcome } from '../../src/contract/add-participant.ts';

const fact: AcsFact = {
  type: 'acs.CancelAddParticipantSucceeded',
  eventId: 'event-1',
  callConnectionId: 'a1b2',
  operationContext: 'acs-add-0:cancel:1',
  invitationId: 'c3d4',
};

test('one fact has one meaning, under whatever event id, in whatever case and words it comes', () => {
  const meant = meaningOf(fact);
  expect(meaningOf({ ...fact, eventId: 'event-2' })).toBe(meant);
  expect(meaningOf({ ...fact, callConnectionId: 'A1B2', invitationId: 'C3D4' })).toBe(meant);
  expect(meaningOf({ ...fact, message: 'in other words' })).toBe(meant);
});

test.each<[string, Partial<AcsFact>]>([
  ['type', { type: 'acs.CancelAddParticipantFailed' }],
  ['call', { callConnectionId: 'other' }],
  ['send', { operationContext: 'acs-add-0:cancel:2' }],
  ['invitation', { invitationId: 'other' }],
  ['person', { personHash: '0a1b2' }],
])('a fact of another %s is another one', (_what, change) => {
  expect(meaningOf({ ...fact, ...change })).not.toBe(meaningOf(fact));
});

const outcomes: Readonly<Record<string, AddParticipantOutcome>> = {
  added: { type: 'added', evidence: 'event' },
  failed: { type: 'failed', reason: 'declined', evidence: 'event' },
  neverSent: { type: 'cancelled', how: 'neverSent', evidence: 'response' },
  cancelled: { type: 'cancelled', how: 'invitationCancelled', evidence: 'event' },
  removed: { type: 'cancelled', how: 'removedAfterJoining', evidence: 'event' },
  left: { type: 'cancelled', how: 'leftBeforeRemoval', evidence: 'participantList' },
  callEnded: { type: 'callEnded', evidence: 'event' },
  undetermined: { type: 'undetermined', evidence: 'assumed' },
};

test.each([
  ['acs.AddParticipantSucceeded', ['failed', 'neverSent', 'cancelled']],
  ['acs.AddParticipantFailed', ['added', 'removed', 'left']],
  ['acs.CancelAddParticipantSucceeded', ['added']],
  ['acs.CancelAddParticipantFailed', []],
  ['acs.RemoveParticipantSucceeded', []],
  ['acs.RemoveParticipantFailed', []],
  ['acs.CallDisconnected', []],
] as const)('%s contradicts an operation that settled as %j, and no other', (type, contradicted) => {
  const found = Object.entries(outcomes).flatMap(([name, outcome]) => (contradicts(outcome, { type }) ? [name] : []));
  expect(found).toEqual(contradicted);
});
