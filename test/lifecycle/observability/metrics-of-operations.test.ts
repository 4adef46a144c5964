import { afterEach, expect, test } from '@jest/globals';
import { bob, ownLifecycle } from '../../support/lifecycle.ts';
import { expectTimes, scrape, total, type Sample } from '../../support/metrics.ts';

/** Every workflow task is a replay of all before it. */
const running = ownLifecycle({ DURABLE_CALLS_MAX_CACHED_WORKFLOWS: '0' });

const phone = { participant: { kind: 'phoneNumber', value: '+14255550123' }, sourceCallerIdNumber: '+14255550100' };

const metrics = () => scrape(running.stack.worker);

let before: Sample[] = [];
afterEach(() => void (before = []));

/** Since the test began to count; a worker that started anew counts from 0. */
async function counted(name: string, labels: Readonly<Record<string, string>>): Promise<number> {
  return total(await metrics(), name, labels) - total(before, name, labels);
}

async function cancelled(request: object = bob): Promise<string> {
  const operationId = await running.api.start(await running.call(), request);
  await running.api.inState(operationId, 'ringing');
  await running.api.cancel(operationId);
  await ended(operationId);
  return operationId;
}

/** With the workflow task that brings the end about: a query may tell it before. */
const ended = (operationId: string) => running.temporal.workflow.getHandle(operationId).result();

const kind = 'addParticipant';
const STARTED = 'durable_calls_operations_started_total';
const SETTLED = 'durable_calls_operations_settled_total';
const IN_STATE = 'durable_calls_operation_state_seconds_count';

test('an operation is counted once, however often its workflow is replayed', async () => {
  before = await metrics();
  const operationId = await cancelled();

  const repeated = await running.repeatedTasks(operationId);
  const once = async (name: string, labels: Readonly<Record<string, string>>) =>
    expectTimes(await counted(name, { kind, ...labels }), 1, repeated);
  await once(STARTED, {});
  await once(SETTLED, {});
  await once(SETTLED, { outcome: 'cancelled', reason: 'invitationCancelled' });
  await once('durable_calls_operation_settle_seconds_count', { outcome: 'cancelled' });
  await once(IN_STATE, { state: 'open.invitation.ringing' });
  await once(IN_STATE, { state: 'open.cancellation.notWanted' });
  expect(await counted(IN_STATE, { kind, state: 'settled' })).toBe(0);
  const answered = (request: string) =>
    counted('durable_calls_provider_request_seconds_count', { provider: 'acs', request, class: 'accepted' });
  expect(await answered('addParticipant')).toBe(1);
  expect(await answered('cancelAddParticipant')).toBe(1);
});

test('a worker that takes an operation over counts what it sees, and not what was counted before', async () => {
  const operationId = await running.api.start(await running.call(), bob);
  await running.api.inState(operationId, 'ringing');
  await running.killWorker();
  await running.stack.start('worker');
  await running.api.cancel(operationId);
  await ended(operationId);

  expect(await counted(STARTED, { kind })).toBe(0);
  const repeated = await running.repeatedTasks(operationId);
  expectTimes(await counted(SETTLED, { kind, outcome: 'cancelled' }), 1, repeated);
  expectTimes(await counted(IN_STATE, { kind, state: 'open.invitation.ringing' }), 1, repeated);
});

test('an attempt that is made again is counted by its class, and as a repeat', async () => {
  before = await metrics();
  await running.simulator.addFault({
    operation: 'cancelAddParticipant',
    kind: 'respond',
    at: 'beforeExecuting',
    status: 503,
  });
  await cancelled();

  const request = { provider: 'acs', request: 'cancelAddParticipant' };
  const attempts = (of: string) => counted('durable_calls_provider_request_seconds_count', { ...request, class: of });
  expect(await attempts('ambiguous')).toBe(1);
  expect(await attempts('accepted')).toBe(1);
  expect(await counted('durable_calls_provider_request_repeats_total', request)).toBe(1);
});

test('what is told against the word of a confirmed cancel is counted', async () => {
  const { simulator } = running;
  before = await metrics();
  const call = await running.call();
  await simulator.setSwitches({ cancelTooLate: { answer: 'succeededEvent', code: 200, subCode: 0 } });
  const operationId = await running.joinedButToldLate(call, 'confirmed');
  await ended(operationId);

  const repeated = await running.repeatedTasks(operationId);
  expectTimes(await counted('durable_calls_contradictions_total', { kind }), 1, repeated);
});

test('the end of an operation is one line of the log, and neither that nor a label names anybody', async () => {
  const operationId = await cancelled(phone);

  const lines = await running.untilLogged('operation settled', operationId);
  expectTimes(lines.length, 1, await running.repeatedTasks(operationId));
  expect(JSON.parse(String(lines[0]).replace(/^worker /, ''))).toMatchObject({
    level: 30,
    operationId,
    kind,
    outcome: 'cancelled',
    reason: 'invitationCancelled',
    ms: expect.any(Number),
  });
  expect(running.logged.filter((line) => /555-?01/.test(line))).toEqual([]);
  const ours = (await metrics()).filter(({ name }) => name.startsWith('durable_calls_'));
  const values = ours.flatMap(({ labels }) => Object.values({ ...labels, le: '', taskQueue: '' }));
  expect(values.filter((value) => /[0-9+]/.test(value))).toEqual([]);
});

test("the metrics of Temporal's SDK and of the process stand beside ours", async () => {
  const samples = await metrics();

  expect(total(samples, 'temporal_workflow_completed', { workflow_type: 'addParticipant' })).toBeGreaterThan(0);
  expect(total(samples, 'process_resident_memory_bytes')).toBeGreaterThan(0);
});
