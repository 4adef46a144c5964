import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CallOperations, OperationSettled, UnknownOperation, WaitTimedOut } from '../../../src/client/index.ts';
import { askUntilAnswered } from '../../support/ask-again.ts';
import { ownGraphLifecycle } from '../../support/graph-lifecycle.ts';
import { bob } from '../../support/lifecycle.ts';
import { Relay } from '../../support/relay.ts';

const taskQueue = `waiting-${randomUUID()}`;
const running = ownGraphLifecycle({ DURABLE_CALLS_TASK_QUEUE: taskQueue });
/** Longer than Temporal needs to give out a lost workflow task again. */
const hello = { idempotencyKey: 'hello', timeoutMs: 40_000 };
const sounds = { prompts: [{ uri: 'https://audio.example.com/hello.wav' }] };

let way: Relay;
let calls: CallOperations;

beforeAll(async () => {
  way = await Relay.to(process.env['TEST_TEMPORAL_ADDRESS'] ?? '');
  calls = new CallOperations({
    temporal: { address: way.address },
    taskQueue,
    callbackUri: running.stack.callbackUri,
  });
});
afterAll(async () => {
  await calls.close();
  way.close();
});

const viewOf = (operationId: string) => askUntilAnswered((options) => calls.view(operationId, options));

async function ringing(): Promise<{ readonly call: string; readonly operationId: string }> {
  const call = await running.call();
  const operationId = await calls.addParticipant.start(call, { ...bob, invitationTimeoutSeconds: 180 });
  running.api.started.add(operationId);
  await running.api.inState(operationId, 'ringing');
  return { call, operationId };
}

test('a wait goes on while workers and Temporal are away, and ends with the outcome', async () => {
  const { call, operationId } = await ringing();
  const waits = [calls.waitFor(operationId), calls.addParticipant.result(operationId)] as const;
  // Answered on the same connection: both are under way.
  await viewOf(operationId);
  await running.killWorker();
  way.cut();
  await expect(calls.view(operationId, { timeoutMs: 500 })).rejects.toMatchObject({ code: 'TEMPORAL_UNAVAILABLE' });
  await running.stack.start('worker');
  await running.simulator.answer({ callConnectionId: call });
  await running.api.settled(operationId);
  way.mend();

  const [view, outcome] = await Promise.all(waits);
  expect(view).toMatchObject({ operationId, phase: 'settled', outcome: { type: 'added' } });
  expect(outcome).toEqual(view.outcome);
  await expect(calls.cancel(operationId)).rejects.toThrow(OperationSettled);
});

test('a wait for a media operation goes on while no worker lives', async () => {
  const callId = await running.adopted();
  const operationId = await calls.graphCall(callId).playPrompt(sounds, hello);
  await running.media.inState(operationId, 'running');
  const outcome = calls.mediaOperation.result(operationId);
  await running.killWorker();
  await running.stack.start('worker');
  await running.graph.finish(callId);

  expect(await outcome).toMatchObject({ type: 'completed', evidence: 'event' });
});

test('a wait ends at once, with its reason, when its signal is aborted, and the operation goes on', async () => {
  const { operationId } = await ringing();
  const callId = await running.adopted();
  const prompt = await calls.graphCall(callId).playPrompt(sounds, hello);
  const aborting = new AbortController();
  const { signal } = aborting;
  const waits = [
    calls.waitFor(operationId, { signal }),
    calls.addParticipant.result(operationId, { signal }),
    calls.waitFor(prompt, { signal }),
    calls.graphCall(callId).waitFor({ signal }),
  ];
  const ends = Promise.allSettled(waits);
  await viewOf(operationId);
  const reason = new Error('nobody waits any more');
  aborting.abort(reason);
  const aborted = Date.now();

  expect(await ends).toEqual(waits.map(() => ({ status: 'rejected', reason })));
  // Each of their looks may take a minute.
  expect(Date.now() - aborted).toBeLessThan(10_000);
  expect(await viewOf(operationId)).toMatchObject({ phase: 'pending' });
  await calls.cancel(operationId);
  await calls.waitFor(operationId);
});

test('a wait that has taken as long as it may says so, and the operation goes on', async () => {
  const { operationId } = await ringing();

  await expect(calls.waitFor(operationId, { timeoutMs: 300 })).rejects.toThrow(WaitTimedOut);
  expect(await calls.cancel(operationId)).toMatchObject({ taken: true });
  expect(await calls.waitFor(operationId)).toMatchObject({ outcome: { type: 'cancelled' } });
  expect(await calls.cancel(operationId)).toMatchObject({ taken: false, view: { phase: 'settled' } });
});

test.each(['acs-add-00000000000000000000000000000000', `graph-call-1.${'0'.repeat(32)}`, 'no id', '../x'])(
  'nobody waits for %s, which there is not',
  async (operationId) => {
    await expect(calls.waitFor(operationId)).rejects.toThrow(UnknownOperation);
  },
);

test('a start that is repeated attaches, with its defaults written out or not, and over HTTP', async () => {
  const call = await running.call();
  const idempotencyKey = randomUUID();
  const operationId = await calls.addParticipant.start(call, bob, { idempotencyKey });
  const written = { ...bob, invitationTimeoutSeconds: 60, lateJoin: 'remove' } as const;

  expect(await calls.addParticipant.start(call, written, { idempotencyKey, caller: 'local' })).toBe(operationId);
  expect((await running.api.add(call, bob, idempotencyKey)).body).toMatchObject({ operationId });
  await expect(
    calls.addParticipant.start(call, { ...bob, lateJoin: 'keep' }, { idempotencyKey }),
  ).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  await calls.cancel(operationId);
  await calls.waitFor(operationId);
});

test('a call is viewed, waited for and cancelled by the id that a list shows of it', async () => {
  const callId = await running.adopted();
  const id = `graph-call-${callId}`;
  const operationId = await calls.graphCall(callId).playPrompt(sounds, hello);
  await running.media.inState(operationId, 'running');

  expect(await calls.cancel(id)).toMatchObject({ taken: true, view: { kind: 'graphCall', callId } });
  expect(await calls.waitFor(operationId)).toMatchObject({ outcome: { type: 'cancelled' } });
  const ended = calls.waitFor(id);
  await running.graph.hangUp(callId);
  expect(await ended).toMatchObject({ kind: 'graphCall', outcome: { type: 'ended' } });
  await expect(calls.cancel(id)).rejects.toMatchObject({ code: 'CALL_ENDED' });
});
