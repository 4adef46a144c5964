import { expect, test } from '@jest/globals';
import { formatClientContext } from '../../../src/contract/media-ids.ts';
import { ownGraphLifecycle } from '../../support/graph-lifecycle.ts';

/*
 * The end of a prompt may be told at any moment after it may have been taken. Whatever was known until then, the same
 * word has the same meaning.
 */

/** An attempt that Temporal has given up may leave for so long that a worker can come back meanwhile. */
const running = ownGraphLifecycle({
  DURABLE_CALLS_HTTP_TIMEOUT_MS: '10000',
  DURABLE_CALLS_START_TO_CLOSE_MS: '25000',
  DURABLE_CALLS_FENCE_MS: '2000',
  // Longer than a lost workflow task.
  DURABLE_CALLS_CANCEL_NOTICES_MS: '20000',
});

const COMPLETED = { status: 'completed', resultInfo: { code: 200, subcode: 0 } } as const;
const CANCELLED = { status: 'failed', resultInfo: { code: 400, subcode: 8508 } } as const;

/** Heard again where it is known to have been lost. */
const play = (call: string, body: object = {}) =>
  running.media.play(call, { onAmbiguity: 'atLeastOnce', timeLimitSeconds: 60, ...body });

/** Has a prompt on the call be in the state, and gives its id. */
const stages = {
  sending: async (call: string): Promise<string> => {
    await running.graph.addFault({ operation: 'playPrompt', kind: 'hold', at: 'arrival', name: call, callId: call });
    const operation = await play(call);
    await running.graph.untilHeld(call);
    return operation;
  },
  unanswered: async (call: string): Promise<string> => {
    await running.graph.addFault({ operation: 'playPrompt', kind: 'reset', at: 'beforeExecuting', callId: call });
    const operation = await play(call);
    await running.media.inState(operation, 'unanswered');
    return operation;
  },
  sent: async (call: string): Promise<string> => {
    await play(call);
    const operation = await play(call);
    await running.media.inState(operation, 'sent');
    return operation;
  },
  running: async (call: string): Promise<string> => {
    const operation = await play(call);
    await running.media.inState(operation, 'running');
    return operation;
  },
  askingWhatBecame: async (call: string): Promise<string> => {
    const look = { operation: 'getCall', kind: 'hold', at: 'arrival', name: call, callId: call } as const;
    await running.graph.addFault({ ...look, times: 100 });
    const operation = await play(call, { timeLimitSeconds: 1 });
    await running.graph.untilHeld(call);
    return operation;
  },
};

test.each(Object.entries(stages))('the end of a prompt means the same while it is %s', async (_, stage) => {
  const calls = await fourCalls();
  const operations = await onEach(calls, stage);

  await expectEndsToMeanTheSame(calls, operations);
});

test('the end of a prompt means the same while an attempt that Temporal has given up may still leave', async () => {
  const calls = await fourCalls();
  const operations = await onEach(calls, stages.sending);
  await running.killWorker();
  await running.stack.start('worker');
  for (const operation of operations) await running.media.inState(operation, 'leaving');

  await expectEndsToMeanTheSame(calls, operations);
});

test('a tone means that tones are subscribed to, while the request is on its way and while it may still leave', async () => {
  const { graph, media } = running;
  const [sending, leaving] = [await running.adopted(), await running.adopted()];
  const held = (call: string) =>
    ({ operation: 'subscribeToTone', kind: 'hold', at: 'afterExecuting', name: call }) as const;
  const subscribe = async (call: string) => {
    await graph.addFault({ ...held(call), callId: call });
    const operation = await media.queue(call, 'tone-subscriptions');
    await graph.untilHeld(call);
    return operation;
  };
  const first = await subscribe(leaving);
  await running.killWorker();
  await running.stack.start('worker');
  await media.inState(first, 'leaving');
  const second = await subscribe(sending);
  await graph.pressTone(leaving, 'tone1');
  await graph.pressTone(sending, 'tone1');
  const outcomes = [(await media.settled(first)).outcome, (await media.settled(second)).outcome];

  const completed = { type: 'completed', evidence: 'event' };
  expect(outcomes).toEqual([completed, completed]);
  expect((await graph.ledger()).summary.operations.subscribeToTone.arrived).toBe(2);
});

test('after a confirmed cancel, the end of another send is a ghost, and that of the present one what it says', async () => {
  await running.graph.setSwitches({ cancelNotices: 'none' });
  const call = await running.adopted();
  const operation = await stages.running(call);
  await running.media.cancelMedia(call);
  await running.media.inState(operation, 'cancelled');
  await tellEnd(call, formatClientContext(operation, 2), COMPLETED);
  const { phase } = await running.media.until(operation, ({ ghosts }) => ghosts === 1);
  await tellEnd(call, formatClientContext(operation, 1), CANCELLED);

  expect(phase).toBe('cancelling');
  expect((await running.media.settled(operation)).outcome).toMatchObject({
    type: 'cancelled',
    how: 'mediaCancelled',
    evidence: 'event',
  });
});

type Four = readonly [string, string, string, string];

/** On the last of them a late cancel may take effect. */
async function fourCalls(): Promise<Four> {
  return [
    await running.adopted(),
    await running.adopted(),
    await running.adopted(),
    await running.adoptedWithUnconfirmedCancel(),
  ];
}

function onEach([one, other, third, last]: Four, stage: (call: string) => Promise<string>): Promise<Four> {
  return Promise.all([stage(one), stage(other), stage(third), stage(last)]);
}

/** One is told as completed, one as completed under another send, one as cancelled, and one after a late cancel. */
async function expectEndsToMeanTheSame(calls: Four, operations: Four): Promise<void> {
  const { media } = running;
  const [completed, ghostly, cancelled, again] = operations;
  await tellEnd(calls[0], formatClientContext(completed, 1), COMPLETED);
  await tellEnd(calls[1], formatClientContext(ghostly, 2), COMPLETED);
  await tellEnd(calls[2], formatClientContext(cancelled, 1), CANCELLED);
  await tellEnd(calls[3], formatClientContext(again, 1), CANCELLED);
  expect(await media.until(ghostly, ({ ghosts }) => ghosts === 1)).toMatchObject({ phase: 'pending' });
  await letGoOn(calls);

  expect((await media.settled(completed)).outcome).toMatchObject({ type: 'completed', evidence: 'event' });
  expect((await media.settled(cancelled)).outcome).toMatchObject({ type: 'cancelled', how: 'unasked' });
  await media.until(again, ({ transitions }) => transitions.filter(({ event }) => event === 'SEND').length === 2);
}

async function tellEnd(call: string, clientContext: string, word: object): Promise<void> {
  const resourceData = { '@odata.type': '#microsoft.graph.playPromptOperation', clientContext, ...word };
  const resourceUrl = `/communications/calls/${call}/operations/7c1f0f6e-6b2f-4a0e-9d2b-3c1f0a4f7d11`;
  const { status } = await running.deliver([{ changeType: 'deleted', resourceUrl, resourceData }]);
  expect(status).toBe(202);
}

/** Whatever of them the simulator holds is answered. */
async function letGoOn(calls: readonly string[]): Promise<void> {
  await running.graph.clearFaults();
  const held = new Set((await running.graph.holds()).map(({ name }) => name));
  for (const name of held) if (calls.includes(name)) await running.graph.release(name);
}
