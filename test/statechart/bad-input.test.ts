import { expect, test } from '@jest/globals';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { InvalidEvent, InvalidInput, MachineFailed, StartMismatch } from '../../src/statechart/client/index.ts';
import { sendUpdate } from '../../src/statechart/messages.ts';
import { orderMachine } from '../support/statecharts/order.ts';
import { unprovidedMachine } from '../support/statecharts/unprovided.ts';
import { statecharts } from '../support/statecharts.ts';

const running = statecharts();
const orders = () => running.client(orderMachine, 'order');
const input = { item: 'book' };

const circular: { inside: unknown[] } = { inside: [] };
circular.inside.push(circular);

const NOT_JSON: [string, unknown, string][] = [
  ['a bigint', { amount: 1n }, 'amount is a bigint'],
  ['what contains itself', circular, 'inside[0] is what contains it'],
  ['a function', { list: [{ call: () => 1 }] }, 'list[0].call is a function'],
  ['a Map', { prices: new Map([['a', 1]]) }, 'prices is a Map'],
  ['no number', { amount: Number.NaN }, 'amount is NaN'],
];

test.each(NOT_JSON)('an input with %s is refused before anything starts, with its path', async (_name, bad, path) => {
  const id = `never-started-${path}`;

  const starting = orders().start(id, { input: bad as never });

  await expect(starting).rejects.toBeInstanceOf(InvalidInput);
  await expect(starting).rejects.toThrow(`order cannot be started with it: input.${path}`);
  await expect(running.temporal.workflow.getHandle(id).describe()).rejects.toThrow('workflow not found');
});

test.each(NOT_JSON)('an event with %s is refused before it is sent, with its path', async (_name, bad, path) => {
  const order = orders().get('nobody');
  const event = { type: 'PAY', ...(bad as object) } as never;
  const told = bad === circular ? 'inside[0].inside is what contains it' : path;

  await expect(order.send(event)).rejects.toThrow(`The event "PAY" cannot be sent: event.${told}`);
  await expect(order.notify(event)).rejects.toBeInstanceOf(InvalidEvent);
});

test.each([
  ['null', null],
  ['a text', 'PAY'],
  ['no type', { amount: 1 }],
  ['a type that is no text', { type: 7 }],
  ['a reserved type', { type: 'xstate.done.actor.0' }],
])('%s is refused as an event where it is given, and a list with it is not handed over', async (_name, event) => {
  await running.withSharedWorker(async () => {
    const order = await orders().start(running.id(), { input });
    // Its first task is done once it answers.
    await order.view();
    const before = await running.historyLength(order.id);

    await expect(order.send(event as never)).rejects.toBeInstanceOf(InvalidEvent);
    const list = [{ event: { type: 'CANCEL' } as const }, { event: event as never }];
    await expect(order.notify(list)).rejects.toBeInstanceOf(InvalidEvent);
    // Whoever speaks to the workflow without our client meets the same refusal there.
    const raw = running.temporal.workflow.getHandle(order.id).executeUpdate(sendUpdate, { args: [{ event } as never] });
    await expect(raw).rejects.toBeInstanceOf(WorkflowUpdateFailedError);

    expect(await running.historyLength(order.id)).toBe(before);
  });
});

test('a machine for which not everything is provided fails at once, and names what and where', async () => {
  await running.withSharedWorker(async () => {
    const started = await running.client(unprovidedMachine, 'unprovided').start(running.id());

    const failed: unknown = await started.result().catch((error: unknown) => error);

    expect(failed).toBeInstanceOf(MachineFailed);
    expect((failed as MachineFailed).message).toContain('unprovided failed');
    expect((failed as MachineFailed).message).toContain(
      [
        'nothing is provided for the actor "call" of unprovided.calling',
        'the delay "late" of unprovided.calling',
        'the guard "mayEnd" of unprovided.calling',
        'the actor "look" of child.looking',
      ].join(', nor for '),
    );
  });
});

test('an id that another workflow has is refused, although the input is the same', async () => {
  const id = running.id();
  await running.withWorker(async () => {
    const order = await orders().start(id, { input });

    const other = running.client(orderMachine, 'cancellable').start(id, { input });

    await expect(other).rejects.toBeInstanceOf(StartMismatch);
    await expect(other).rejects.toThrow('as the workflow order, not cancellable');
    await order.send({ type: 'CANCEL' });
  });
});
