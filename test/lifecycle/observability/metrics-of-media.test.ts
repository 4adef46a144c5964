import { expect, test } from '@jest/globals';
import { callWorkflowId } from '../../../src/contract/media-ids.ts';
import { ownGraphLifecycle } from '../../support/graph-lifecycle.ts';
import { expectTimes, scrape, total } from '../../support/metrics.ts';

const running = ownGraphLifecycle();

const counted = async (name: string, labels: Readonly<Record<string, string>>) =>
  total(await scrape(running.stack.worker), name, labels);

test('a call and its media operations are counted each by its kind, also those that end with the call', async () => {
  const { graph, media } = running;
  const call = await running.adopted();
  const [played, cut] = [await media.play(call), await media.play(call)];
  await media.inState(played, 'running');
  await graph.finish(call);
  await media.settled(played);
  await media.inState(cut, 'running');
  await graph.hangUp(call);
  // With the workflow task that brings the end about: a query may tell it before.
  await running.temporal.workflow.getHandle(callWorkflowId(call)).result();

  const repeated = await running.repeatedTasks(callWorkflowId(call));
  const times = async (name: string, labels: Readonly<Record<string, string>>, expected: number) =>
    expectTimes(await counted(`durable_calls_${name}`, labels), expected, repeated);
  await times('operations_started_total', { kind: 'graphCall' }, 1);
  await times('operations_started_total', { kind: 'playPrompt' }, 2);
  await times('operations_settled_total', { kind: 'playPrompt', outcome: 'completed' }, 1);
  await times('operations_settled_total', { kind: 'playPrompt', outcome: 'callEnded' }, 1);
  await times('operations_settled_total', { kind: 'graphCall', outcome: 'ended' }, 1);
  await times('operation_settle_seconds_count', { kind: 'playPrompt' }, 2);
  const request = { provider: 'graph', request: 'playPrompt', class: 'accepted' };
  expect(await counted('durable_calls_provider_request_seconds_count', request)).toBe(2);
  const states = (await scrape(running.stack.worker)).filter(
    ({ name }) => name === 'durable_calls_operation_state_seconds_count',
  );
  expect(states.map(({ labels }) => `${labels['kind']} ${labels['state']}`)).toEqual(
    expect.arrayContaining(['playPrompt held', 'graphCall open.media.idle']),
  );
});
