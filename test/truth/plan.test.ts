import { expect, test } from '@jest/globals';
import { OPERATIONS_PER_PHASE, planCampaign, planPhase } from './plan.ts';

const numbersIn = (phases: ReturnType<typeof planCampaign>) =>
  phases.flatMap(({ calls }) => calls.flatMap(({ operations }) => operations.map(({ number }) => number)));

test('the same seed plans the same campaign, and another one another', () => {
  expect(planCampaign('1', 100)).toEqual(planCampaign('1', 100));
  expect(planCampaign('1', 100)).not.toEqual(planCampaign('2', 100));
});

test('a campaign has as many operations as it is asked for', () => {
  const count = OPERATIONS_PER_PHASE * 2 + 7;
  expect(numbersIn(planCampaign('1', count))).toEqual(Array.from({ length: count }, (_, index) => index + 1));
});

test('a phase can be planned alone, and is the same as in its campaign', () => {
  expect(planCampaign('1', OPERATIONS_PER_PHASE * 3)[1]).toEqual(planPhase('1', 2));
});

test('a campaign in which pairs are not honoured does not claim that they are', () => {
  for (const { switches, honoursPairs } of planCampaign('1', OPERATIONS_PER_PHASE * 50)) {
    const mayExecuteAgain = switches.repeatability === 'ignore' || switches.repeatAfter5xx === 'executeAgain';
    expect(honoursPairs).toBe(!mayExecuteAgain);
  }
});

test('200 operations have every kind of person, cancel, fault and kill', () => {
  const phases = planCampaign('1', 200);
  const calls = phases.flatMap((phase) => phase.calls);
  const operations = calls.flatMap((call) => call.operations);
  expect(new Set(operations.map(({ participant }) => participant.kind)).size).toBe(3);
  expect(operations.some(({ cancels }) => cancels.length === 0)).toBe(true);
  expect(operations.some(({ cancels }) => cancels.length === 2)).toBe(true);
  expect(operations.some(({ presentBefore }) => presentBefore)).toBe(true);
  expect(calls.some((call) => call.operations.length === 2)).toBe(true);
  expect(calls.some(({ endsAfterMs }) => endsAfterMs !== undefined)).toBe(true);
  const faulty = new Set(calls.flatMap(({ faults }) => faults.map(({ operation }) => operation)));
  expect(faulty.size).toBe(6);
  const kills = new Set(phases.flatMap((phase) => phase.kills.flatMap(({ whom }) => whom)));
  expect(kills.has('server') && kills.has('worker')).toBe(true);
  expect(new Set(operations.flatMap(({ cancels }) => cancels.map(({ by }) => by))).size).toBe(2);
  expect(operations.some(({ startsAgainAfterMs }) => startsAgainAfterMs !== undefined)).toBe(true);
  expect(calls.some(({ noiseAfterMs }) => noiseAfterMs.length > 0)).toBe(true);
});

test('2,000 operations have every victim and signal, a second worker, wrong clocks, and keys that are refused', () => {
  const phases = planCampaign('1', 2_000);
  const victims = new Set(phases.flatMap((phase) => phase.kills.flatMap(({ whom }) => whom)));
  expect([...victims].sort()).toEqual(['server', 'simulator', 'temporal', 'worker']);
  const signals = new Set(phases.flatMap((phase) => phase.kills.map(({ signal }) => signal)));
  expect([...signals].sort()).toEqual(['SIGKILL', 'SIGSTOP', 'SIGTERM']);
  expect(new Set(phases.map(({ secondWorker }) => secondWorker)).size).toBe(2);
  expect(new Set(phases.map(({ clocks }) => clocks.worker)).size).toBe(3);
  expect(new Set(phases.map(({ clocks }) => clocks.server)).size).toBe(3);
  expect(phases.some(({ refusedKeys }) => refusedKeys !== undefined)).toBe(true);
  const calls = phases.flatMap((phase) => phase.calls);
  expect(calls.some(({ firstCallerLeavesAfterMs }) => firstCallerLeavesAfterMs !== undefined)).toBe(true);
  expect(calls.some(({ operations }) => operations.some(({ behaviour }) => Array.isArray(behaviour)))).toBe(true);
});

test('a clear no is planned only where nothing was executed: the provider does not lie', () => {
  const faults = planCampaign('1', 2_000).flatMap(({ calls }) => calls.flatMap((call) => call.faults));
  const lies = faults.filter(
    ({ kind, at, status = 0 }) =>
      kind === 'respond' && at === 'afterExecuting' && status >= 400 && status < 500 && status !== 408,
  );
  expect(faults.length).toBeGreaterThan(1_000);
  expect(lies).toEqual([]);
});
