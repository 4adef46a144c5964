import { expect, test } from '@jest/globals';
import { bob, ownLifecycle } from '../support/lifecycle.ts';

const running = ownLifecycle();

const waitFor = (operationId: string, seconds: number) => running.api.getWithin(operationId, seconds);

async function ringing(): Promise<{ readonly call: string; readonly operationId: string }> {
  const call = await running.call();
  const operationId = await running.api.start(call, bob);
  await running.api.inState(operationId, 'ringing');
  return { call, operationId };
}

test('an answer is held until the operation settles, and costs no history', async () => {
  const { simulator, temporal } = running;
  const { call, operationId } = await ringing();
  const held = waitFor(operationId, 60);
  await simulator.answer({ callConnectionId: call });

  const { status, headers, body } = await held;
  expect({ status, phase: body['phase'] }).toEqual({ status: 200, phase: 'settled' });
  expect(headers.get('preference-applied')).toBe('wait=60');
  expect(headers.get('vary')).toBe('prefer');
  expect(headers.get('etag')).toBe(`"${String(body['revision'])}"`);
  expect((await waitFor(operationId, 60)).body).toEqual(body);
  const { events = [] } = await temporal.workflow.getHandle(operationId).fetchHistory();
  expect(events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toEqual([]);
});

test('whoever has waited for as long as asked for is told what there is', async () => {
  const { operationId } = await ringing();
  const { status, headers, body } = await waitFor(operationId, 1);

  expect({ status, phase: body['phase'] }).toEqual({ status: 200, phase: 'pending' });
  expect(headers.get('preference-applied')).toBe('wait=1');
  await running.api.cancel(operationId);
  await running.api.settled(operationId);
});

test('nobody waits for an operation that there is not', async () => {
  const { status } = await waitFor('acs-add-00000000000000000000000000000000', 60);
  expect(status).toBe(404);
});

test('a server that is asked to end tells whoever waits what there is, and ends with 0', async () => {
  const { api, stack } = running;
  const { operationId } = await ringing();
  const server = stack.process('server');
  const held = waitFor(operationId, 60);
  // Asked later on another connection, and answered: the one before has arrived.
  await api.view(operationId);
  process.kill(server.pid, 'SIGTERM');

  const { status, body } = await held;
  expect({ status, phase: body['phase'] }).toEqual({ status: 200, phase: 'pending' });
  expect(await server.exited).toMatchObject({ code: 0 });
  await stack.start('server');
  await api.cancel(operationId);
  await api.settled(operationId);
});
