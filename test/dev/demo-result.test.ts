import { expect, test } from '@jest/globals';
import { BOB, CAROL, type Played } from '../../dev/demo/scenes.ts';
import { whatIsWrong } from '../../dev/demo/what-is-wrong.ts';
import type { LedgerView } from '../../simulator/control-client.ts';

type Ledger = Parameters<typeof whatIsWrong>[1];

const call = 'call-1';
const played = {
  callConnectionId: call,
  cancelled: { operationId: 'op-bob', outcome: { type: 'cancelled' } },
  answered: { operationId: 'op-carol', outcome: { type: 'added' } },
} as Played;

const rightLedger: Ledger = {
  requests: [
    executed('addParticipant', 'op-bob:add:1'),
    executed('cancelAddParticipant', 'op-bob:cancel:1'),
    executed('addParticipant', 'op-carol:add:1'),
  ],
  calls: [{ callConnectionId: call, state: 'connected', endedAt: null, people: ['first caller', CAROL] }],
  invitations: [rang('op-bob:add:1'), rang('op-carol:add:1')],
};

test('nothing is wrong when each request was executed once and who answered is in the call', () => {
  expect(wrong({})).toEqual([]);
});

test('an outcome that differs is told', () => {
  expect(whatIsWrong({ ...played, cancelled: played.answered }, rightLedger, (rawId) => rawId)).toContain(
    "Bob's operation settled as: added instead of cancelled",
  );
});

test('an add that was executed twice is told, also when a repeat was answered from memory', () => {
  const repeat = { ...executed('addParticipant', 'op-bob:add:1'), executed: false, repeat: true };
  expect(wrong({ requests: [...rightLedger.requests, repeat] })).toEqual([]);
  const again = executed('addParticipant', 'op-bob:add:2');
  expect(wrong({ requests: [...rightLedger.requests, again] })).toEqual([
    'Bob: addParticipant executed: 2 instead of 1',
  ]);
});

test('a cancel that was executed twice, or for somebody else, is told', () => {
  const cancels = [
    executed('cancelAddParticipant', 'op-bob:cancel:2'),
    executed('cancelAddParticipant', 'op-carol:cancel:1'),
  ];
  expect(wrong({ requests: [...rightLedger.requests, ...cancels] })).toEqual([
    'Bob: cancelAddParticipant executed: 2 instead of 1',
    'Carol: cancelAddParticipant executed: 1 instead of 0',
  ]);
});

test('a phone that rang twice is told', () => {
  expect(wrong({ invitations: [...rightLedger.invitations, rang('op-carol:add:2')] })).toEqual([
    'Carol: times that the phone rang: 2 instead of 1',
  ]);
});

test('who should be in the call and is not, and the other way round, is told', () => {
  expect(wrong({ calls: [{ callConnectionId: call, state: 'connected', endedAt: null, people: [BOB] }] })).toEqual([
    'Bob is in the call: true instead of false',
    'Carol is in the call: false instead of true',
  ]);
});

function wrong(changes: Partial<Ledger>): string[] {
  return whatIsWrong(played, { ...rightLedger, ...changes }, (rawId) => rawId);
}

function executed(operation: 'addParticipant' | 'cancelAddParticipant', operationContext: string) {
  return { operation, operationContext, executed: true, repeat: false } as LedgerView['requests'][number];
}

function rang(operationContext: string) {
  return { operationContext, state: 'ringing' } as LedgerView['invitations'][number];
}
