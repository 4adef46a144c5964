import { expect, test } from '@jest/globals';
import { EventSource } from '../support/event-source.ts';
import { bob, ownLifecycle } from '../support/lifecycle.ts';

const running = ownLifecycle();

const open = (operationId: string, lastEventId?: string) =>
  EventSource.open(`${running.stack.api}/v1/operations/${operationId}/events`, lastEventId);

async function ringing(): Promise<{ readonly call: string; readonly operationId: string }> {
  const call = await running.call();
  const operationId = await running.api.start(call, bob);
  await running.api.inState(operationId, 'ringing');
  return { call, operationId };
}

async function settleAsAdded(call: string): Promise<void> {
  await running.simulator.answer({ callConnectionId: call });
}

test('an operation is told as it happens, up to its end, and costs no history', async () => {
  const { api, temporal } = running;
  const { call, operationId } = await ringing();
  const stream = await open(operationId);
  expect(stream).toMatchObject({ status: 200, contentType: 'text/event-stream; charset=utf-8' });
  await settleAsAdded(call);

  const events = await stream.until(() => false);
  const view = await api.settled(operationId);
  expect(events.slice(0, -1)).toEqual(
    view.transitions.map((transition) => ({ id: `${transition.revision}`, type: 'transition', data: transition })),
  );
  expect(events.at(-1)).toEqual({ id: 'settled', type: 'settled', data: view });
  const { events: history = [] } = await temporal.workflow.getHandle(operationId).fetchHistory();
  expect(history?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toEqual([]);
});

test('who comes again is told of what came after, and after the end of nothing', async () => {
  const { call, operationId } = await ringing();
  const stream = await open(operationId);
  const first = await stream.next();
  stream.close();
  await settleAsAdded(call);
  const view = await running.api.settled(operationId);

  const again = await (await open(operationId, first?.id)).until(() => false);
  expect(again.map(({ id }) => id)).toEqual([
    ...view.transitions.map(({ revision }) => `${revision}`).filter((id) => id !== first?.id),
    'settled',
  ]);
  const ended = await open(operationId, again.at(-1)?.id);
  expect(ended.status).toBe(204);
});

test('what is no number of a transition is told of all', async () => {
  const { call, operationId } = await ringing();
  await settleAsAdded(call);
  const view = await running.api.settled(operationId);
  for (const lastEventId of ['-1', '1e3', 'gap', '99999999999999999999'])
    expect(await (await open(operationId, lastEventId)).until(() => false)).toHaveLength(view.transitions.length + 1);
});

test('nobody is told of an operation that there is not', async () => {
  const { status, contentType } = await open('acs-add-00000000000000000000000000000000');
  expect({ status, contentType }).toEqual({ status: 404, contentType: 'application/problem+json; charset=utf-8' });
});

test('a stream goes on while no worker lives, and tells what happens when one is back', async () => {
  const { call, operationId } = await ringing();
  const stream = await open(operationId);
  await stream.next();
  await running.killWorker();
  await settleAsAdded(call);
  await running.stack.start('worker');

  expect((await stream.until(() => false)).at(-1)).toMatchObject({ type: 'settled', data: { phase: 'settled' } });
});

test('a server that is asked to end ends its streams, and its successor misses nothing', async () => {
  const { stack } = running;
  const { call, operationId } = await ringing();
  const stream = await open(operationId);
  const before = [await stream.next()];
  const server = stack.process('server');
  process.kill(server.pid, 'SIGTERM');
  before.push(...(await stream.until(() => false)));
  expect(await server.exited).toMatchObject({ code: 0 });
  await stack.start('server');
  await settleAsAdded(call);

  const after = await (await open(operationId, before.at(-1)?.id)).until(() => false);
  const view = await running.api.settled(operationId);
  expect([...before, ...after].map((event) => event?.id)).toEqual([
    ...view.transitions.map(({ revision }) => `${revision}`),
    'settled',
  ]);
});
