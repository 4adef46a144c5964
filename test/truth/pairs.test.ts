import { expect, test } from '@jest/globals';
import type { LedgerView } from '../../simulator/control-client.ts';
import { countPairs } from './pairs.ts';

type Request = LedgerView['requests'][number];

function request(changes: Partial<Request> = {}): Request {
  return {
    sequence: 1,
    at: '2026-01-01T12:00:00.000Z',
    operation: 'addParticipant',
    callConnectionId: 'call-1',
    repeatabilityRequestId: 'pair-1',
    firstSent: 'Thu, 01 Jan 2026 12:00:00 GMT',
    status: 202,
    outcome: 'answered',
    executed: true,
    repeat: false,
    fault: null,
    pathAndBodyHash: 'hash',
    operationContext: 'acs-add-0:add:1',
    invitationId: null,
    ...changes,
  };
}

test('a pair that was executed once, however often it was sent, is in order', () => {
  const sent = [request(), request({ executed: false, repeat: true })];
  expect(countPairs(sent)).toEqual({ executedTwice: [], usedForTwo: [] });
});

test('a pair that was executed twice is told', () => {
  expect(countPairs([request(), request()]).executedTwice).toEqual(['pair-1']);
});

test('a pair that was sent with another body, or as of another time, is told', () => {
  expect(countPairs([request(), request({ executed: false, pathAndBodyHash: 'other' })]).usedForTwo).toEqual([
    'pair-1',
  ]);
  expect(countPairs([request(), request({ executed: false, firstSent: 'later' })]).usedForTwo).toEqual(['pair-1']);
});

test('requests without a pair are of nobody', () => {
  const unpaired = request({ repeatabilityRequestId: null });
  expect(countPairs([unpaired, unpaired])).toEqual({ executedTwice: [], usedForTwo: [] });
});
