import { expect, test } from '@jest/globals';
import { Client, ServiceError, type WorkflowClientInterceptor } from '@temporalio/client';
import { StatechartClient, WorkflowTaskFailing } from '../../src/statechart/client/index.ts';
import { untilTaskAttempt } from '../support/lost-tasks.ts';
import { brokenMachine } from '../support/statecharts/broken.ts';
import { orderMachine } from '../support/statecharts/order.ts';
import { statecharts } from '../support/statecharts.ts';

const running = statecharts();
const input = { item: 'book' };

/** Takes the next workflow task or query of the tests' task queue, and never answers it. */
function takeAndForget() {
  const { temporal, taskQueue } = running;
  return temporal.withDeadline(Date.now() + 60_000, () =>
    temporal.workflowService.pollWorkflowTaskQueue({
      namespace: 'default',
      taskQueue: { name: taskQueue },
      identity: 'forgetful',
    }),
  );
}

test('a view whose query is taken and never answered is asked for again, within the time of its caller', async () => {
  const id = running.id();
  const order = await running.withWorker(async () => {
    const started = await running.client(orderMachine, 'order').start(id, { input });
    await started.view();
    return started;
  });
  const taken = takeAndForget();
  // Temporal itself gives an unanswered query up after 30 s.
  const look = order.view({ timeoutMs: 20_000 });
  expect((await taken).query).not.toBeNull();

  await running.withWorker(async () => {
    expect(await look).toMatchObject({ value: 'waiting' });
    await order.send({ type: 'CANCEL' });
  });
});

test('a query that Temporal lets go, saying "please retry", is made again', async () => {
  await running.withSharedWorker(async () => {
    const id = running.id();
    await running.client(orderMachine, 'order').start(id, { input });
    const client = new Client({
      connection: running.temporal.connection,
      interceptors: { workflow: [firstQueryIsLetGo()] },
    });
    const orders = new StatechartClient(client, {
      machine: orderMachine,
      workflow: 'order',
      taskQueue: running.taskQueue,
    });

    expect(await orders.get(id).view()).toMatchObject({ value: 'waiting' });
    await orders.get(id).send({ type: 'CANCEL' });
  });
});

test('a command that comes while its run is closing is sent again, and not reported as Temporal being away', async () => {
  await running.withSharedWorker(async () => {
    const id = running.id();
    await running.client(orderMachine, 'order').start(id, { input });
    const client = new Client({
      connection: running.temporal.connection,
      interceptors: { workflow: [firstUpdateFindsItClosing()] },
    });
    const orders = new StatechartClient(client, {
      machine: orderMachine,
      workflow: 'order',
      taskQueue: running.taskQueue,
    });

    expect(await orders.get(id).send({ type: 'CANCEL' })).toMatchObject({ status: 'done' });
  });
});

/** As server 1.31.2 answers an update of a run that ends with the workflow task under way. */
function firstUpdateFindsItClosing(): WorkflowClientInterceptor {
  const details = 'workflow operation can not be applied because workflow is closing';
  const cause = Object.assign(new Error(`8 RESOURCE_EXHAUSTED: ${details}`), { code: 8, details, metadata: {} });
  let isFirst = true;
  return {
    startUpdate(asked, next) {
      if (!isFirst) return next(asked);
      isFirst = false;
      throw new ServiceError('Workflow Update failed', { cause });
    },
  };
}

/** As server 1.31.2 answers one that waited for a workflow task when the shard was reloaded. */
function firstQueryIsLetGo(): WorkflowClientInterceptor {
  const details = 'buffered query cleared, please retry';
  const cause = Object.assign(new Error(`14 UNAVAILABLE: ${details}`), { code: 14, details, metadata: {} });
  let isFirst = true;
  return {
    query(asked, next) {
      if (!isFirst) return next(asked);
      isFirst = false;
      throw new ServiceError('Failed to query Workflow', { cause });
    },
  };
}

test('an instance whose workflow tasks keep failing says so to those who ask it, and not that no worker answers', async () => {
  await running.withSharedWorker(async () => {
    const instance = await running
      .client(brokenMachine, 'broken')
      .start(`failing-${running.taskQueue}`, { input: { place: 'droppedPromise' } });
    await instance.notify({ type: 'GO' });
    await untilTaskAttempt(running.temporal, instance.id, 3);

    for (const asked of [instance.view({ timeoutMs: 3_000 }), instance.send({ type: 'GO' }, { timeoutMs: 3_000 })]) {
      const error = await asked.catch((caught: unknown) => caught);

      expect(error).toBeInstanceOf(WorkflowTaskFailing);
      expect(error).toMatchObject({ code: 'WORKFLOW_TASK_FAILING', instanceId: instance.id });
    }
    await running.temporal.workflow.getHandle(instance.id).terminate();
  });
});
