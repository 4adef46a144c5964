import { expect, test } from '@jest/globals';
import { CANCELLED, COMPLETED, FAILED, ownGraphLifecycle } from '../../support/graph-lifecycle.ts';

/*
 * Graph tells the end of a send that it has refused, or whose answer was lost, while the operation is held here or the call
 * is looked at: what was heard is over, and all else is a ghost.
 */

/** What is held is answered before it is given up. */
const running = ownGraphLifecycle({
  DURABLE_CALLS_HTTP_TIMEOUT_MS: '10000',
  DURABLE_CALLS_START_TO_CLOSE_MS: '25000',
});

const respond = { operation: 'playPrompt', kind: 'respond', at: 'arrival' } as const;
const look = (call: string) =>
  ({ operation: 'getCall', kind: 'hold', at: 'arrival', name: call, callId: call, times: 100 }) as const;

const stages = {
  backingOff: async (call: string): Promise<string> => {
    await running.graph.addFault({ ...respond, callId: call, status: 429, retryAfter: '50' });
    return inState(await running.media.play(call), 'backingOff');
  },
  askingWhetherCallEnded: async (call: string): Promise<string> => {
    await running.media.callInState(call, 'ready');
    await running.graph.addFault({ ...respond, callId: call, status: 404, code: 'UnknownError' }, look(call));
    const operation = await running.media.play(call);
    await running.graph.untilHeld(call);
    return inState(operation, 'askingWhetherCallEnded');
  },
};

test.each(Object.entries(stages))('what was heard is completed, and what failed is a ghost: %s', async (_, stage) => {
  const calls = [await running.adopted(), await running.adopted()] as const;
  const operations = [await stage(calls[0]), await stage(calls[1])] as const;
  await running.tellEnd(calls[0], operations[0], 1, COMPLETED);
  await running.tellEnd(calls[1], operations[1], 1, FAILED);

  expect((await running.media.settled(operations[0])).outcome).toMatchObject({ type: 'completed', evidence: 'event' });
  expect(await running.media.until(operations[1], ({ ghosts }) => ghosts === 1)).toMatchObject({ phase: 'pending' });
  await running.letGoOn(calls);
});

test('the end of an earlier send that failed is a ghost of what is held to be sent again', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  await graph.addFault({ operation: 'playPrompt', kind: 'reset', at: 'beforeExecuting' });
  const operation = await media.play(call, { timeLimitSeconds: 8, onAmbiguity: 'atLeastOnce' });
  await media.inState(operation, 'unanswered');
  await graph.setCallState(call, { state: 'hold' });
  await media.inState(operation, 'held');
  await running.tellEnd(call, operation, 1, FAILED);
  expect(await media.until(operation, ({ ghosts }) => ghosts === 1)).toMatchObject({ state: 'held' });
  await graph.setCallState(call, { state: 'established' });

  await media.inState(operation, 'running');
});

test('what Graph has clearly refused for the moment can be cancelled singly', async () => {
  const call = await running.adopted();
  const operation = await stages.backingOff(call);
  expect((await running.media.view(operation)).acceptedCommands).toEqual(['cancel']);
  const { status } = await running.api.cancel(operation);

  expect(status).toBe(202);
  expect((await running.media.settled(operation)).outcome).toMatchObject({ type: 'cancelled', how: 'neverSent' });
});

test('while it is asked who ended a prompt, the end of another send is a ghost', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  const operation = await media.heard(call);
  await graph.addFault(look(call));
  await running.tellEnd(call, operation, 1, CANCELLED);
  await graph.untilHeld(call);
  await running.tellEnd(call, operation, 2, FAILED);
  await media.until(operation, ({ ghosts }) => ghosts === 1);
  await running.letGoOn([call]);

  expect((await media.settled(operation)).outcome).toMatchObject({ type: 'cancelled', how: 'unasked' });
});

test('a prompt whose end was not told in time is cancelled by a cancel that is confirmed while the call is looked at', async () => {
  const { graph, media } = running;
  await graph.setSwitches({ cancelNotices: 'none' });
  const call = await running.adopted();
  await media.callInState(call, 'ready');
  await graph.addFault(look(call));
  const operation = await media.play(call, { timeLimitSeconds: 1 });
  await graph.untilHeld(call);
  await media.cancelMedia(call);
  await media.inState(operation, 'cancelled');
  await running.letGoOn([call]);

  expect((await media.settled(operation)).outcome).toMatchObject({ type: 'cancelled', how: 'mediaCancelled' });
});

test('a recording that Graph has refused is not named as what ended the prompt before it', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  const prompt = await media.heard(call);
  await graph.addFault({ operation: 'recordResponse', kind: 'respond', at: 'arrival', status: 403, code: '7504' });
  await media.settled(await media.queue(call, 'recordings', { bargeInAllowed: true }));
  await graph.finish(call, { how: 'cancelled' });

  expect((await media.settled(prompt)).outcome).toMatchObject({ type: 'cancelled', how: 'unasked' });
});

test('a cancel whose answer does not say that it is over is repeated', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  const prompt = await media.heard(call);
  const body = { id: '7c1f0f6e-6b2f-4a0e-9d2b-3c1f0a4f7d11', status: 'running' };
  await graph.addFault({
    operation: 'cancelMediaProcessing',
    kind: 'respond',
    at: 'arrival',
    status: 200,
    body: JSON.stringify(body),
  });
  await media.cancelMedia(call);

  expect((await media.settled(prompt)).outcome).toMatchObject({ type: 'cancelled', how: 'mediaCancelled' });
  expect((await graph.ledger()).summary.operations.cancelMediaProcessing).toMatchObject({ arrived: 2, executed: 1 });
});

async function inState(operationId: string, state: string): Promise<string> {
  await running.media.inState(operationId, state);
  return operationId;
}
