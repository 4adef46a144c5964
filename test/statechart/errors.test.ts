import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { expect, test } from '@jest/globals';
import { AlreadySettled, MachineFailed } from '../../src/statechart/client/index.ts';
import { brokenMachine, type BrokenPlace } from '../support/statecharts/broken.ts';
import { orderMachine } from '../support/statecharts/order.ts';
import { statecharts, untilView } from '../support/statecharts.ts';

const running = statecharts();
const brokens = () => running.client(brokenMachine, 'broken');

test.each<[BrokenPlace]>([['context'], ['entry'], ['initialAlways']])(
  'an error in the initial transition (%s) fails the workflow, and names machine, state and event',
  async (place) => {
    await running.withSharedWorker(async () => {
      const instance = await brokens().start(running.id(), { input: { place } });

      const failure = await instance.result().catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(MachineFailed);
      expect(failure).toMatchObject({ failure: { machine: 'broken', state: 'start', event: 'xstate.init' } });
      expect((failure as Error).message).toContain(`broken in ${place}`);
      expect(await instance.view()).toMatchObject({ status: 'error', error: { machine: 'broken' } });
    });
  },
);

test.each<[BrokenPlace, string, string]>([
  ['action', 'start', 'GO'],
  ['asyncAction', 'start', 'GO'],
  ['inspector', 'start', 'GO'],
  ['observer', 'start', 'GO'],
  ['assign', 'start', 'GO'],
  ['delay', 'start', 'GO'],
  ['guard', 'start', 'GO'],
  ['actor', 'acting', 'xstate.error.actor.0.broken.acting'],
  ['callback', 'calling', 'xstate.error.actor.0.broken.calling'],
  ['child', 'nesting', 'xstate.error.actor.0.broken.nesting'],
])(
  'an error that the machine does not handle (%s) fails the workflow, and names machine, state and event',
  async (place, state, event) => {
    await running.withSharedWorker(async () => {
      const instance = await brokens().start(running.id(), { input: { place } });

      await instance.notify({ type: 'GO' });
      const failure = await instance.result().catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(MachineFailed);
      expect(failure).toMatchObject({ failure: { machine: 'broken', state, event } });
      expect((failure as Error).message).toMatch(`broken failed in the state ${state} on ${event}: `);
      expect((failure as Error).message).toContain(`broken in ${place}`);
    });
  },
);

test('a command whose transition fails is rejected with the failure of the machine', async () => {
  await running.withSharedWorker(async () => {
    const instance = await brokens().start(running.id(), { input: { place: 'action' } });

    const refusal = await instance.send({ type: 'GO' }).catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(MachineFailed);
    expect((refusal as Error).message).toContain('broken in action');
    await expect(instance.send({ type: 'GO' })).rejects.toBeInstanceOf(AlreadySettled);
  });
});

test('what an activity fails with reaches onError as a real Error with type, message and details', async () => {
  await running.withWorker(
    async () => {
      const order = await running.client(orderMachine, 'order').start(running.id(), { input: { item: 'book' } });
      await order.send({ type: 'PAY', amount: 5 });

      const view = await untilView(order, ({ value }) => value === 'refused');

      expect(view.context.refusal).toEqual({
        isError: true,
        type: 'CardDeclined',
        message: 'the bank said no',
        details: [{ code: 51 }],
      });
    },
    {
      charge: () =>
        Promise.reject(
          ApplicationFailure.create({
            type: 'CardDeclined',
            message: 'the bank said no',
            nonRetryable: true,
            details: [{ code: 51 }],
          }),
        ),
    },
  );
});

test('a promise that an action starts and drops is out of reach: when it rejects, its workflow task is tried again', async () => {
  await running.withSharedWorker(async () => {
    const instance = await brokens().start(`dropping-${randomUUID()}`, { input: { place: 'droppedPromise' } });

    await instance.notify({ type: 'GO' });
    const failures = await untilTaskFails(instance.id);

    expect(failures).toEqual(failures.map(() => expect.stringContaining('broken in droppedPromise')));
    await running.temporal.workflow.getHandle(instance.id).terminate();
  });
});

/** The messages of failed workflow tasks, once there are any: one or, where the server saw a second try before we looked, more. */
async function untilTaskFails(id: string): Promise<(string | null | undefined)[]> {
  for (;;) {
    const { events } = await running.history(id);
    const failed = events?.flatMap(({ workflowTaskFailedEventAttributes: failure }) => failure ?? []) ?? [];
    if (failed.length > 0) return failed.map(({ failure }) => failure?.message);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
