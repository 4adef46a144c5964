import { expect, test } from '@jest/globals';
import { callWorkflowId } from '../../../src/contract/media-ids.ts';
import { graphLifecycle } from '../../support/graph-lifecycle.ts';
import { textOf } from '../../support/record-histories.ts';

const running = graphLifecycle();

/** A call that has told its first tone, and whose second is held back while the third has come. */
async function withSecondToneHeldBack(): Promise<string> {
  const { graph, media } = running;
  const call = await running.adopted();
  await media.settled(await media.queue(call, 'tone-subscriptions'));
  await graph.pressTone(call, 'tone1');
  await media.callUntil(call, ({ tones }) => tones.length === 1);
  await graph.addWebhookRule({ type: 'tone', kind: 'hold', name: 'second' });
  await graph.pressTone(call, 'tone2');
  await graph.untilHeld('second');
  await graph.pressTone(call, 'tone3');
  await media.callInState(call, 'missingSome');
  return call;
}

const isTone = ({ event }: { readonly event: string }) => event === 'graph.TonePressed';

test('tones are subscribed to once, and told once and in order', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  const [first, again] = [await media.queue(call, 'tone-subscriptions'), await media.queue(call, 'tone-subscriptions')];
  expect(again).toBe(first);
  await media.settled(first);
  await graph.addWebhookRule({ type: 'tone', kind: 'duplicate' });
  for (const tone of ['tone1', 'tone2', 'pound'] as const) await graph.pressTone(call, tone);
  const { tones } = await media.callUntil(call, ({ tones: heard }) => heard.length === 3);

  expect(tones).toEqual([
    { sequenceId: 6, tone: 'tone1' },
    { sequenceId: 7, tone: 'tone2' },
    { sequenceId: 8, tone: 'pound' },
  ]);
  expect((await graph.ledger()).summary.operations.subscribeToTone.arrived).toBe(1);
});

test('a tone that comes too early is told after the one that was missing', async () => {
  const { graph, media } = running;
  const call = await withSecondToneHeldBack();
  expect((await media.callView(call)).tones).toHaveLength(1);
  await graph.release('second');
  const { tones } = await media.callUntil(call, ({ tones: heard }) => heard.length === 3);

  expect(tones.map(({ tone }) => tone)).toEqual(['tone1', 'tone2', 'tone3']);
});

test('each gap between tones is waited for by itself', async () => {
  const { graph, media } = running;
  const call = await withSecondToneHeldBack();
  await graph.addWebhookRule({ type: 'tone', kind: 'hold', name: 'fourth' });
  await graph.pressTone(call, 'tone4');
  await graph.untilHeld('fourth');
  await graph.pressTone(call, 'tone5');
  await media.callUntil(call, ({ transitions }) => transitions.filter(isTone).length === 3);
  await graph.release('second');
  await media.callUntil(call, ({ tones }) => tones.length === 3);
  await graph.release('fourth');
  const { tones } = await media.callUntil(call, ({ tones: heard }) => heard.length === 5);

  expect(tones.map(({ tone }) => tone)).toEqual(['tone1', 'tone2', 'tone3', 'tone4', 'tone5']);
});

test('a tone that stays missing is told as a gap, and as late when it comes after all', async () => {
  const { graph, media } = running;
  const call = await withSecondToneHeldBack();
  await media.callUntil(call, ({ tones }) => tones.length === 2);
  await graph.release('second');
  const { tones } = await media.callUntil(call, ({ tones: heard }) => heard.length === 3);

  expect(tones).toEqual([
    { sequenceId: 6, tone: 'tone1' },
    { sequenceId: 8, tone: 'tone3', missingBefore: 1 },
    { sequenceId: 7, tone: 'tone2', late: true },
  ]);
});

test.each([
  ['whose answer is lost', 'unanswered', { kind: 'reset', at: 'afterExecuting' }],
  [
    'that is only said to run',
    'running',
    { kind: 'respond', at: 'afterExecuting', status: 200, body: '{"status":"running"}' },
  ],
] as const)('a tone is the answer to a subscription %s, and it is not sent again', async (_, state, fault) => {
  const { graph, media } = running;
  const call = await running.adopted();
  await graph.addFault({ operation: 'subscribeToTone', ...fault });
  const operation = await media.queue(call, 'tone-subscriptions');
  await media.inState(operation, state);
  await graph.pressTone(call, 'tone1');
  const { outcome } = await media.settled(operation);

  expect(outcome).toEqual({ type: 'completed', evidence: 'event' });
  expect((await media.callView(call)).tones).toEqual([{ sequenceId: 6, tone: 'tone1' }]);
  expect(await media.queue(call, 'tone-subscriptions')).toBe(operation);
  expect((await graph.ledger()).summary.operations.subscribeToTone.arrived).toBe(1);
});

test('a subscription that is refused is told, and tones can be subscribed to again', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  await graph.addFault({ operation: 'subscribeToTone', kind: 'respond', at: 'arrival', status: 403, code: '7505' });
  const refused = await media.settled(await media.queue(call, 'tone-subscriptions'));
  const taken = await media.settled(await media.queue(call, 'tone-subscriptions'));

  expect(refused.outcome).toMatchObject({ type: 'failed', reason: 'forbidden' });
  expect(taken.outcome).toMatchObject({ type: 'completed', evidence: 'response' });
});

test('where tones are not kept, only their numbers and gaps are: which were pressed reaches neither view nor history', async () => {
  const { graph, media } = running;
  const call = await running.adopted({}, { keepTones: false });
  await media.settled(await media.queue(call, 'tone-subscriptions'));
  for (const tone of ['star', 'pound'] as const) await graph.pressTone(call, tone);
  const view = await media.callUntil(call, ({ tones }) => tones.length === 2);

  expect(view).toMatchObject({ keepTones: false });
  expect(view.tones).toEqual([{ sequenceId: 6 }, { sequenceId: 7 }]);
  const history = await running.temporal.workflow.getHandle(callWorkflowId(call)).fetchHistory();
  const said = textOf(history);
  expect(said).toContain('graph.TonePressed');
  expect(said).not.toMatch(/"(?:star|pound)"/);
});

test('a tone that lingers in later notifications is told once, and nothing that comes after the end changes the call', async () => {
  const { graph, media } = running;
  await graph.setSwitches({ lingeringToneInfo: true });
  const call = await running.adopted();
  await media.settled(await media.queue(call, 'tone-subscriptions'));
  await graph.pressTone(call, 'tone3');
  await media.callUntil(call, ({ tones }) => tones.length === 1);
  await graph.setCallState(call, { state: 'hold' });
  await media.callUntil(call, ({ callState }) => callState === 'hold');
  await graph.hangUp(call);
  const ended = await media.callUntil(call, ({ phase }) => phase === 'settled');
  const pressed = { state: 'established', toneInfo: { sequenceId: 9, tone: 'tone4' } };
  const late = await running.deliver([
    { changeType: 'updated', resourceUrl: `/communications/calls/${call}`, resourceData: pressed },
  ]);

  expect(ended.tones).toEqual([{ sequenceId: 6, tone: 'tone3' }]);
  expect([late.status, await late.json()]).toEqual([202, { delivered: 0, ignored: 2 }]);
  expect(await media.callView(call)).toEqual(ended);
});

test('a later adoption changes nothing of what is kept', async () => {
  const { media } = running;
  const call = await running.adopted({}, { keepTones: false });
  const again = await media.adopt(call, { tenantId: running.tenantId });

  expect(again).toMatchObject({ status: 200, body: { keepTones: false } });
});
