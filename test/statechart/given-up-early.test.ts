import { afterEach, expect, test } from '@jest/globals';
import {
  Client,
  WorkflowUpdateFailedError,
  type ClientInterceptors,
  type ConnectionOptions,
  type WorkflowClientInterceptor,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { StatechartClient } from '../../src/statechart/client/index.ts';
import { missingDeadlines } from '../support/failing-rpcs.ts';
import { connectToTemporal } from '../support/temporal.ts';
import { orderMachine } from '../support/statecharts/order.ts';
import { statecharts } from '../support/statecharts.ts';

type Interceptors = NonNullable<ConnectionOptions['interceptors']>;

const running = statecharts();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function ordersOver({
  rpcs = [],
  interceptors = {},
}: {
  rpcs?: Interceptors;
  interceptors?: ClientInterceptors;
}) {
  const { connection } = await connectToTemporal({ interceptors: rpcs });
  closing.push(() => connection.close());
  const client = new Client({ connection, interceptors });
  return new StatechartClient(client, { machine: orderMachine, workflow: 'order', taskQueue: running.taskQueue });
}

test.each([
  ['a look', /QueryWorkflow$/],
  ['a command', /UpdateWorkflowExecution$/],
])('%s that Temporal gives up before its time is over is made again', async (_, rpc) => {
  await running.withSharedWorker(async () => {
    const id = running.id();
    await running.client(orderMachine, 'order').start(id, { input: { item: 'book' } });
    const order = (await ordersOver({ rpcs: missingDeadlines(rpc, 2) })).get(id);

    await order.send({ type: 'NOTE', text: 'once' });

    expect(await order.view()).toMatchObject({ context: { notes: ['once'] } });
    await order.send({ type: 'CANCEL' });
  });
});

test('a command of which Temporal says that no worker has processed it is sent again, and carried out once', async () => {
  await running.withSharedWorker(async () => {
    const id = running.id();
    await running.client(orderMachine, 'order').start(id, { input: { item: 'book' } });
    const orders = await ordersOver({ interceptors: { workflow: [firstUpdateIsCalledUnprocessed()] } });

    await orders.get(id).send({ type: 'NOTE', text: 'once' });

    expect(await orders.get(id).view()).toMatchObject({ context: { notes: ['once'] } });
    await orders.get(id).send({ type: 'CANCEL' });
  });
});

/** Although one has, so that what is sent again must be the same. */
function firstUpdateIsCalledUnprocessed(): WorkflowClientInterceptor {
  const unprocessed = ApplicationFailure.nonRetryable('not processed by worker', 'UnprocessedUpdate');
  let isFirst = true;
  return {
    async startUpdate(input, next) {
      const update = await next(input);
      if (!isFirst) return update;
      isFirst = false;
      throw new WorkflowUpdateFailedError('Workflow Update failed', unprocessed);
    },
  };
}
