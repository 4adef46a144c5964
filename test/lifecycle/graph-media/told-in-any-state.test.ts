import { expect, test } from '@jest/globals';
import { CANCELLED, COMPLETED, ownGraphLifecycle } from '../../support/graph-lifecycle.ts';

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
  await running.tellEnd(call, operation, 2, COMPLETED);
  const { phase } = await running.media.until(operation, ({ ghosts }) => ghosts === 1);
  await running.tellEnd(call, operation, 1, CANCELLED);

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
  await running.tellEnd(calls[0], completed, 1, COMPLETED);
  await running.tellEnd(calls[1], ghostly, 2, COMPLETED);
  await running.tellEnd(calls[2], cancelled, 1, CANCELLED);
  await running.tellEnd(calls[3], again, 1, CANCELLED);
  expect(await media.until(ghostly, ({ ghosts }) => ghosts === 1)).toMatchObject({ phase: 'pending' });
  await running.letGoOn(calls);

  expect((await media.settled(completed)).outcome).toMatchObject({ type: 'completed', evidence: 'event' });
  expect((await media.settled(cancelled)).outcome).toMatchObject({ type: 'cancelled', how: 'unasked' });
  await media.until(again, ({ transitions }) => transitions.filter(({ event }) => event === 'SEND').length === 2);
}
