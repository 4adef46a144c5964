import { expect, test } from '@jest/globals';
import { callWorkflowId } from '../../../src/contract/media-ids.ts';
import { graphLifecycle } from '../../support/graph-lifecycle.ts';
import { textOf } from '../../support/record-histories.ts';

const running = graphLifecycle();

const refusedLook = { operation: 'getCall', kind: 'respond', at: 'arrival', status: 400 } as const;
/** As a path that is wrong is answered. */
const notFound = { kind: 'respond', at: 'arrival', status: 404, code: 'UnknownError' } as const;

test('where the notification that a call is established is lost, a look finds it out, also after one that failed', async () => {
  const { graph, media } = running;
  const call = await running.adopted({ state: 'establishing' });
  const operation = await media.play(call);
  await graph.addFault({ ...refusedLook, callId: call });
  await graph.untilRequests('faults', 'getCall');
  await graph.setCallState(call, { state: 'established', audio: 'active', silent: true });

  expect((await media.inState(operation, 'running')).epoch).toBe(1);
});

test('a notification that the call is established is not waited with until a look is answered', async () => {
  const { graph, media } = running;
  const call = await running.adopted({ state: 'establishing' });
  const operation = await media.play(call);
  await graph.addFault({ operation: 'getCall', kind: 'hold', at: 'arrival', name: 'look', callId: call });
  await graph.untilHeld('look');
  await graph.establish(call);
  await media.inState(operation, 'running');

  expect(await graph.release('look')).toBe(1);
});

test('what is told while the call is looked at is not overtaken by the answer of the look', async () => {
  const { graph, media } = running;
  await graph.addFault({ operation: 'getCall', kind: 'hold', at: 'afterExecuting', name: 'look', skip: 1 });
  const call = await running.adopted();
  await graph.untilHeld('look');
  await graph.setCallState(call, { state: 'hold' });
  await media.callUntil(call, ({ callState }) => callState === 'hold');
  await graph.release('look');
  const operation = await media.play(call);
  await graph.untilRequests('executed', 'getCall', 3);
  await graph.setCallState(call, { state: 'established' });
  await media.inState(operation, 'running');

  expect((await graph.ledger()).summary.operations.playPrompt).toMatchObject({ arrived: 1 });
});

test('a call that ended before it was established is found out by a look', async () => {
  const { media } = running;
  const call = await running.adopted({ state: 'establishing' });
  const operation = await media.play(call);
  await running.hangUpUntold(call);

  expect((await media.settled(operation)).outcome).toEqual({ type: 'callEnded', evidence: 'callState' });
});

test('a look that fails right after the adoption is repeated, and a call that it does not find has ended', async () => {
  const { graph, media } = running;
  const answer = { operation: 'getCall', kind: 'respond', at: 'arrival', skip: 1 } as const;
  await graph.addFault({ ...answer, status: 400 });
  const call = await running.adopted();
  await media.inState(await media.play(call), 'running');
  await graph.addFault({ ...answer, status: 404, code: '8522' });
  const gone = await running.adopted();

  expect((await media.callUntil(gone, ({ phase }) => phase === 'settled')).outcome).toEqual({
    type: 'ended',
    evidence: 'callState',
  });
});

test.each([
  ['on hold', 'hold'],
  ['during a transfer', 'transferring'],
] as const)('%s, what is asked for is kept until its notAfter, and the rest is heard afterwards', async (_, state) => {
  const { graph, media } = running;
  const call = await running.adopted();
  await graph.setCallState(call, { state });
  await media.callUntil(call, ({ callState }) => callState === state);
  const impatient = await media.play(call, { notAfter: new Date(Date.now() + 12_000).toISOString() });
  const patient = await media.play(call);
  const { outcome } = await media.settled(impatient);
  expect((await media.view(patient)).state).toBe('held');
  await graph.setCallState(call, { state: 'established' });
  await media.inState(patient, 'running');

  expect(outcome).toEqual({ type: 'failed', reason: 'expired', evidence: 'assumed' });
  expect((await graph.ledger()).summary.operations.playPrompt).toMatchObject({ arrived: 1 });
});

test.each([
  ['says so', [], 'response'],
  ['says only that something is not found', [{ operation: 'playPrompt', ...notFound }], 'callState'],
] as const)('a call that is over when a prompt is sent has ended: Graph %s', async (_, faults, evidence) => {
  const { graph, media } = running;
  const call = await running.adopted();
  await running.hangUpUntold(call);
  await graph.addFault(...faults);
  const operation = await media.play(call);

  expect((await media.settled(operation)).outcome).toEqual({ type: 'callEnded', evidence });
});

test.each([
  ['a prompt', 'a look finds', 'playPrompt', 'prompts', []],
  ['a prompt', 'nobody can look at', 'playPrompt', 'prompts', [refusedLook]],
  ['a recording', 'a look finds', 'recordResponse', 'recordings', []],
  ['a subscription to tones', 'a look finds', 'subscribeToTone', 'tone-subscriptions', []],
] as const)('%s that is not found on a call that %s is told as refused', async (_, __, operation, path, faults) => {
  const { graph, media } = running;
  const call = await running.adopted();
  await graph.addFault({ operation, ...notFound }, ...faults);
  const refused = await media.queue(call, path);
  await media.heard(call);

  expect((await media.settled(refused)).outcome).toMatchObject({
    type: 'failed',
    code: '404',
    subCode: 'UnknownError',
  });
});

test.each([
  ['a prompt', 'playPrompt', 'prompts'],
  ['a recording', 'recordResponse', 'recordings'],
  ['a subscription to tones', 'subscribeToTone', 'tone-subscriptions'],
  ['a cancel', 'cancelMediaProcessing', 'cancel'],
] as const)('%s that Graph answers with 8522 ends with its call, also where nobody can look', async (_, name, path) => {
  const { graph, media } = running;
  const call = await running.adopted();
  const operation = await media.heard(call);
  await graph.addFault({ ...notFound, operation: name, code: '8522' }, { ...refusedLook, times: 100 });
  await (path === 'cancel' ? media.cancelMedia(call) : media.queue(call, path));

  expect((await media.settled(operation)).outcome).toEqual({ type: 'callEnded', evidence: 'response' });
});

test('a cancel that is not found is repeated while the call is there, or cannot be looked at', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  const operation = await media.heard(call);
  await graph.addFault({ operation: 'cancelMediaProcessing', ...notFound, times: 2 }, refusedLook);
  await media.cancelMedia(call);

  expect((await media.settled(operation)).outcome).toMatchObject({ type: 'cancelled', how: 'mediaCancelled' });
  expect((await graph.ledger()).summary.operations.cancelMediaProcessing).toMatchObject({ arrived: 3, executed: 1 });
});

test('a cancel that Graph does not find on a call that has ended ends with the call', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  const operation = await media.heard(call);
  await running.hangUpUntold(call);
  await graph.addFault({ operation: 'cancelMediaProcessing', ...notFound });
  await media.cancelMedia(call);

  expect((await media.settled(operation)).outcome).toEqual({ type: 'callEnded', evidence: 'callState' });
  expect(await media.callView(call)).toMatchObject({ cancels: [{ state: 'callEnded' }] });
});

test.each(['captured', 'twice', 'swapped', 'audioFirst'] as const)(
  'a call is ready once, however it is told that it is established: %s',
  async (established) => {
    const { graph, media } = running;
    await graph.setSwitches({ established, establishAfterMs: null });
    const call = await running.adopted({ state: 'establishing' });
    const operations = [await media.play(call), await media.play(call)];
    await graph.establish(call);
    await media.inState(operations[0] ?? '', 'running');
    await media.inState(operations[1] ?? '', 'sent');

    expect(await media.callView(call)).not.toHaveProperty('audioIsAssumed');
    expect((await graph.ledger()).summary.operations.playPrompt).toMatchObject({ arrived: 2, executed: 2 });
  },
);

test('a call of whose audio Graph says nothing is ready all the same, and the view says that it is assumed', async () => {
  const { graph, media } = running;
  await graph.setSwitches({ established: 'withoutAudio', establishAfterMs: null });
  const call = await running.adopted({ state: 'establishing' });
  const operation = await media.play(call);
  await graph.establish(call);
  await media.callInState(call, 'awaitingAudio');
  await media.inState(operation, 'running');

  const view = await media.callView(call);
  expect(view).toMatchObject({ callState: 'established', audioIsAssumed: true });
  expect(view).not.toHaveProperty('audio');
});

test('no token, link or address that Graph sends along reaches a history or a view', async () => {
  const { graph, media } = running;
  await graph.setSwitches({
    established: 'captured',
    establishAfterMs: null,
    batchCompanions: ['roster', 'deltaRoster'],
  });
  const call = await running.adopted({ state: 'establishing' });
  await graph.establish(call);
  await graph.untilWebhooks('delivered', 'established', 4);
  const operation = await media.play(call);
  await media.inState(operation, 'running');
  await graph.finish(call);
  await media.settled(operation);

  const history = await running.temporal.workflow.getHandle(callWorkflowId(call)).fetchHistory();
  const said = textOf(history) + JSON.stringify(await media.callView(call));
  expect(said).toContain('graph.OperationEnded');
  expect(said).not.toMatch(/eyJ|simulated-replaces|meetingInfo|threadId|displayName|removedState/);
  // Of our own request only, and not of what Graph repeats of it.
  const told = said.match(/"type":"graph\.OperationEnded"[^}]*}/g) ?? [];
  expect(told.join('')).not.toMatch(/https?:/);
});
