import { expect, test } from '@jest/globals';
import { callWorkflowId } from '../../../src/contract/media-ids.ts';
import { ownGraphLifecycle } from '../../support/graph-lifecycle.ts';
import { sounds } from '../../support/media-api.ts';

/** What is held is answered before it is given up. */
const running = ownGraphLifecycle({
  DURABLE_CALLS_HTTP_TIMEOUT_MS: '10000',
  DURABLE_CALLS_START_TO_CLOSE_MS: '25000',
});

test('two prompts are heard one after the other, and each is told as completed by its notification', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  const first = await media.play(call);
  const second = await media.play(call);
  await media.inState(first, 'running');
  await media.inState(second, 'sent');

  await graph.finish(call);
  expect((await media.settled(first)).outcome).toMatchObject({ type: 'completed', code: '200', evidence: 'event' });
  await media.inState(second, 'running');
  await graph.finish(call);

  expect((await media.settled(second)).outcome).toMatchObject({ type: 'completed' });
  expect((await graph.ledger()).summary.operations.playPrompt).toMatchObject({ arrived: 2, executed: 2 });
});

test.each(['dashed', 'upperUndashed'] as const)(
  'a notification that overtakes the response ends the operation, with %s ids',
  async (idStyle) => {
    const { graph, media } = running;
    await graph.setSwitches({ idStyle, operationIdOmittedPercent: 100, enumCase: 'upper', resultNumbers: 'string' });
    await graph.addFault({ operation: 'playPrompt', kind: 'hold', at: 'afterExecuting', name: 'response' });
    const call = await running.adopted();
    const operation = await media.play(call);
    await graph.untilHeld('response');
    await graph.finish(call);

    expect((await media.settled(operation)).outcome).toMatchObject({ type: 'completed', evidence: 'event' });
    await graph.release('response');
  },
);

test('a cancel ends what runs and what is queued, and the next prompt is not touched by it', async () => {
  const { media } = running;
  const call = await running.adopted();
  const operations = [await media.play(call), await media.queue(call, 'recordings', { maxRecordDurationSeconds: 9 })];
  await media.inState(operations[1] ?? '', 'sent');
  const { status } = await media.cancelMedia(call);
  const next = await media.play(call);
  const { cancels } = await media.callUntil(call, (view) => view.cancels.length === 1);

  expect(status).toBe(202);
  expect(cancels).toMatchObject([{ epoch: 1, operationIds: operations }]);
  for (const operation of operations) {
    const { outcome, cancel } = await media.settled(operation);
    expect(outcome).toMatchObject({ type: 'cancelled', how: 'mediaCancelled', code: '400', subCode: '8508' });
    expect(cancel).toMatchObject({ state: 'confirmed' });
  }
  expect(await media.inState(next, 'running')).toMatchObject({ epoch: 2 });
});

test.each(['runningOnly', 'none'] as const)(
  'where a cancel tells %s, the rest settles as assumed',
  async (cancelNotices) => {
    const { graph, media } = running;
    await graph.setSwitches({ cancelNotices });
    const call = await running.adopted();
    const operations = [await media.play(call), await media.play(call)];
    await media.inState(operations[1] ?? '', 'sent');
    await media.cancelMedia(call);
    const next = await media.play(call);
    const views = [await media.settled(operations[0] ?? ''), await media.settled(operations[1] ?? '')];

    expect(views.map(({ outcome }) => outcome?.evidence)).toEqual([
      cancelNotices === 'none' ? 'assumed' : 'event',
      'assumed',
    ]);
    await media.inState(next, 'running');
  },
);

test('where the answer to a cancel is lost, nothing new is sent before it is confirmed', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  await media.inState(await media.play(call), 'running');
  await graph.addFault(
    { operation: 'cancelMediaProcessing', kind: 'reset', at: 'afterExecuting' },
    { operation: 'cancelMediaProcessing', kind: 'hold', at: 'arrival', name: 'second' },
  );
  await media.cancelMedia(call);
  const next = await media.play(call);
  await graph.untilHeld('second');
  expect((await media.view(next)).state).toBe('held');
  await graph.release('second');
  await media.inState(next, 'running');

  const [told] = (await graph.ledger()).calls.filter(({ callId }) => callId === call);
  expect(told?.operations.map(({ state, killedBy }) => [state, killedBy !== null])).toEqual([
    ['cancelled', true],
    ['running', false],
  ]);
});

test('a cancel that is never confirmed opens the next epoch unfenced, and a late one is told as what it was', async () => {
  const { graph, media } = running;
  const call = await running.adoptedWithUnconfirmedCancel();
  const operation = await media.heard(call);
  await graph.finish(call, { how: 'cancelled' });

  expect((await media.settled(operation)).outcome).toMatchObject({ type: 'cancelled', how: 'lateCancel' });
  expect(await media.callView(call)).toMatchObject({ fence: 'unconfirmed', cancels: [{ state: 'unconfirmed' }] });
});

test.each([
  ['a prompt', 'a reset', 'playPrompt', 'prompts', { kind: 'reset', at: 'afterExecuting' }],
  ['a prompt', 'a 503', 'playPrompt', 'prompts', { kind: 'respond', at: 'afterExecuting', status: 503 }],
  ['a recording', 'a reset', 'recordResponse', 'recordings', { kind: 'reset', at: 'afterExecuting' }],
] as const)(
  '%s whose answer is lost by %s is not sent again, and told by its notification',
  async (_, __, operation, path, fault) => {
    const { graph, media } = running;
    const call = await running.adopted();
    await graph.addFault({ operation, ...fault });
    const id = await media.queue(call, path);
    await media.inState(id, 'unanswered');
    await graph.finish(call);

    expect((await media.settled(id)).outcome).toMatchObject({ type: 'completed', evidence: 'event' });
    expect((await graph.ledger()).summary.operations[operation].arrived).toBe(1);
  },
);

test('a prompt that never arrived is lost, also where the call cannot be looked at', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  await media.callInState(call, 'ready');
  await graph.addFault(
    { operation: 'playPrompt', kind: 'reset', at: 'beforeExecuting' },
    { operation: 'getCall', kind: 'respond', at: 'arrival', status: 400 },
  );
  const operation = await media.play(call, { timeLimitSeconds: 2, onAmbiguity: 'atLeastOnce' });

  expect((await media.settled(operation)).outcome).toEqual({ type: 'lost', evidence: 'assumed' });
});

test('a prompt that never arrived is lost by default, and sent again where the request wants it so', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  await graph.setSwitches({ promptDurationMs: 10 });
  await graph.addFault({ operation: 'playPrompt', kind: 'reset', at: 'beforeExecuting', times: 2 });
  const once = await media.play(call, { timeLimitSeconds: 2 });
  const again = await media.play(call, { timeLimitSeconds: 2, onAmbiguity: 'atLeastOnce' });
  expect((await media.settled(once)).outcome).toEqual({ type: 'lost', evidence: 'callState' });

  expect((await media.settled(again)).outcome).toMatchObject({ type: 'completed' });
  const [told] = (await graph.ledger()).calls.filter(({ callId }) => callId === call);
  expect(told?.operations.map(({ clientContext }) => clientContext)).toEqual([`${again}:2`]);
});

test('429 is waited out, and the prompt is heard once', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  await graph.addFault({
    operation: 'playPrompt',
    kind: 'respond',
    at: 'beforeExecuting',
    status: 429,
    retryAfter: '1.5',
  });
  await media.heard(call);

  expect((await graph.ledger()).summary.operations.playPrompt).toMatchObject({ arrived: 2, executed: 1 });
});

test.each([
  ['prompts', [], 'Calls.Initiate.All'],
  ['recordings', ['Calls.Initiate.All'], 'Calls.AccessMedia.All'],
] as const)(
  'where Graph forbids %s, the outcome names the permission that it needs and the known causes',
  async (path, granted, neededPermission) => {
    const { graph, media } = running;
    await graph.setSwitches({ grantedPermissions: [...granted] });
    const call = await running.adopted();
    const operation = await media.queue(call, path);

    expect((await media.settled(operation)).outcome).toMatchObject({
      type: 'failed',
      reason: 'forbidden',
      neededPermission,
      knownCauses: ['7504', '7503', '7505'].map((code) => expect.stringContaining(code)),
      code: '403',
      evidence: 'response',
    });
  },
);

test.each([
  ['a prompt', 'playPrompt', 'prompts'],
  ['a recording', 'recordResponse', 'recordings'],
] as const)(
  '%s that is over with its response has settled, and no notification is waited for',
  async (_, name, path) => {
    const { graph, media } = running;
    const call = await running.adopted();
    const body = JSON.stringify({ id: 'of-graph', status: 'completed', resultInfo: { code: 200, subcode: 0 } });
    await graph.addFault({ operation: name, kind: 'respond', at: 'arrival', status: 200, body });
    const operation = await media.queue(call, path);

    expect((await media.settled(operation)).outcome).toMatchObject({ type: 'completed', evidence: 'response' });
  },
);

test('a recording ends with its location, and its access token is nowhere', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  const operation = await media.queue(call, 'recordings', { stopTones: ['#'] });
  await media.inState(operation, 'running');
  await graph.finish(call);
  const { outcome } = await media.settled(operation);

  expect(outcome).toMatchObject({ type: 'completed', recordingLocation: expect.stringContaining('http') });
  expect(JSON.stringify([outcome, running.logged])).not.toMatch(/recordingAccessToken|eyJ/);
});

test('the end of the call settles all that is open; its media takes no commands any more', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  const operations = [await media.play(call), await media.play(call)];
  await media.inState(operations[1] ?? '', 'sent');
  await graph.hangUp(call);
  for (const operation of operations)
    expect((await media.settled(operation)).outcome).toEqual({ type: 'callEnded', evidence: 'event' });

  const { status, body } = await media.ask(call, 'prompts', sounds);
  expect([status, body['type']]).toEqual([409, 'https://durable-calls.dev/problems/call-ended']);
  expect((await media.cancelMedia(call)).status).toBe(409);
  expect(await media.callView(call)).toMatchObject({
    phase: 'settled',
    outcome: { type: 'ended', subCode: '4521' },
  });
});

test('a lost end of the call is found out at the time limit of what is open', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  await media.callUntil(call, ({ state }) => JSON.stringify(state).includes('ready'));
  await graph.addFault({ operation: 'getCall', kind: 'hold', at: 'arrival', callId: call, name: 'look' });
  const operation = await media.play(call, { timeLimitSeconds: 1 });
  await graph.untilHeld('look');
  await running.hangUpUntold(call);
  await graph.release('look');

  expect((await media.settled(operation)).outcome).toEqual({ type: 'callEnded', evidence: 'callState' });
});

test('commands wait for a call that is not established, and are sent once it is', async () => {
  const { graph, media } = running;
  const call = await running.adopted({ state: 'establishing' });
  const operation = await media.play(call);
  expect((await media.view(operation)).state).toBe('held');
  await graph.establish(call);
  await media.inState(operation, 'running');

  expect((await graph.ledger()).summary.operations.playPrompt.arrived).toBe(1);
});

test('what is held here is cancelled singly; what was sent is not', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  await graph.addFault({ operation: 'playPrompt', kind: 'hold', at: 'arrival', name: 'first' });
  const [first, second] = [await media.play(call), await media.play(call)];
  await graph.untilHeld('first');
  const refused = await running.api.cancel(first);
  const taken = await running.api.cancel(second);
  const again = await running.api.cancel(second);
  await graph.release('first');

  expect([refused.status, refused.body['type']]).toEqual([
    409,
    'https://durable-calls.dev/problems/single-cancel-unsupported',
  ]);
  expect([taken.status, again.status]).toEqual([202, 200]);
  expect((await media.view(second)).outcome).toMatchObject({ type: 'cancelled', how: 'neverSent' });
  expect((await graph.ledger()).summary.operations.playPrompt.arrived).toBe(1);
});

test('notifications of other things in a batch hurt nothing', async () => {
  const { graph, media } = running;
  await graph.setSwitches({
    batchCompanions: ['roster', 'mute', 'unmute', 'unknownResource', 'unknownType'],
    extraMembers: true,
  });
  const call = await running.adopted();
  const operation = await media.heard(call);
  await graph.finish(call);

  expect((await media.settled(operation)).outcome).toMatchObject({ type: 'completed' });
});

test('an answer is held until the media operation settles, and costs the call no history', async () => {
  const { api, graph, media } = running;
  const call = await running.adopted();
  const operation = await media.heard(call);
  // No look at the call is on its way any more.
  await media.callInState(call, 'ready');
  const historyLength = await running.historyLength(callWorkflowId(call));
  expect((await api.getWithin(operation, 1)).body['phase']).toBe('pending');
  expect(await running.historyLength(callWorkflowId(call))).toBe(historyLength);
  const held = api.getWithin(operation, 60);
  await graph.finish(call);

  expect((await held).body).toMatchObject({ phase: 'settled', outcome: { type: 'completed' } });
});
