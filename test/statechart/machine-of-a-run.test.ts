import { expect, test } from '@jest/globals';
import { setup } from 'xstate';
import { machineHash } from '../../src/statechart/client/index.ts';
import { MACHINE_MEMO } from '../../src/statechart/messages.ts';
import { lastingMachine } from '../support/statecharts/lasting.ts';
import { orderMachine, type OrderInput } from '../support/statecharts/order.ts';
import { statecharts } from '../support/statecharts.ts';

const running = statecharts();
const input = { item: 'book' };

test('an instance tells with which machine it was started, and which one runs', async () => {
  await running.withSharedWorker(async () => {
    const order = await running.client(orderMachine, 'order').start(running.id(), { input });
    const machine = { id: 'order', hash: machineHash(orderMachine) };

    expect((await order.view()).machine).toEqual(machine);
    const { memo } = await running.temporal.workflow.getHandle(order.id).describe();
    expect(memo?.[MACHINE_MEMO]).toEqual(machine);

    await order.send({ type: 'CANCEL' });
    await order.result();
    expect((await order.view()).machine).toEqual(machine);
  });
});

test('a later run still tells with which machine the first one was started', async () => {
  await running.withSharedWorker(async () => {
    const lasting = await running.client(lastingMachine, 'lasting').start(running.id(), { input: { every: 2 } });
    for (const type of ['MOVE', 'MOVE', 'BACK'] as const) await lasting.send({ type });

    const { memo, raw } = await running.temporal.workflow.getHandle(lasting.id).describe();

    expect(raw.workflowExecutionInfo?.firstRunId).not.toBe(raw.workflowExecutionInfo?.execution?.runId);
    expect(memo?.[MACHINE_MEMO]).toEqual({ id: lastingMachine.id, hash: machineHash(lastingMachine) });
    await lasting.send({ type: 'STOP' });
  });
});

test('a repeated start attaches although the machine was changed since', async () => {
  const upgraded = setup({ types: { input: {} as OrderInput } }).createMachine({
    id: 'order',
    initial: 'waiting',
    states: { waiting: {}, new: {} },
  });
  await running.withWorker(async () => {
    const order = await running.client(orderMachine, 'order').start(running.id(), { input });

    const again = await running.client(upgraded, 'order').start(order.id, { input });

    expect((await again.view()).machine?.hash).toBe(machineHash(orderMachine));
    expect(machineHash(upgraded)).not.toBe(machineHash(orderMachine));
    await order.send({ type: 'CANCEL' });
  });
});
