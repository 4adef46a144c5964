import { expect, test } from '@jest/globals';
import { EventSource } from '../../support/event-source.ts';
import { graphLifecycle } from '../../support/graph-lifecycle.ts';

const running = graphLifecycle();

const open = (path: string, lastEventId?: string) =>
  EventSource.open(`${running.stack.api}${path}/events`, lastEventId);

test('the media of a call is told as it happens, each transition with its operation, up to the end of the call', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  const stream = await open(`/v1/graph/calls/${call}/media`);
  const operation = await media.heard(call);
  await graph.finish(call);
  await media.settled(operation);
  await graph.hangUp(call);

  const events = await stream.until(() => false);
  const told = events.slice(0, -1).map(({ data }) => data);
  const view = await media.callUntil(call, ({ phase }) => phase === 'settled');
  expect(told).toEqual(view.transitions);
  expect(told.filter(({ operationId }) => operationId === operation).map(({ event }) => event)).toContain('SEND');
  expect(events.at(-1)).toEqual({ id: 'settled', type: 'settled', data: view });
});

test('a media operation is told up to its own end, while its call goes on', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  const operation = await media.heard(call);
  const stream = await open(`/v1/operations/${operation}`);
  const first = await stream.next();
  stream.close();
  await graph.finish(call);
  const view = await media.settled(operation);

  const again = await (await open(`/v1/operations/${operation}`, first?.id)).until(() => false);
  expect(again.map(({ id }) => id)).toEqual([
    ...view.transitions.map(({ revision }) => `${revision}`).filter((id) => id !== first?.id),
    'settled',
  ]);
  expect(again.at(-1)?.data).toMatchObject({ phase: 'settled', outcome: { type: 'completed' } });
  expect((await media.callView(call)).phase).toBe('pending');
});
