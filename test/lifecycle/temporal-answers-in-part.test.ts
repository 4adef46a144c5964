import { afterEach, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { CallOperations, NotificationDelivery, TemporalUnavailable } from '../../src/client/index.ts';
import type { AcsNotification } from '../../src/contract/acs-notification.ts';
import { missingDeadlines } from '../support/failing-rpcs.ts';
import { bob, lifecycle } from '../support/lifecycle.ts';
import { connectToTemporal } from '../support/temporal.ts';

const running = lifecycle();
const clients: Client[] = [];

async function clientWithout(rpc: RegExp): Promise<Client> {
  const client = await connectToTemporal({ interceptors: missingDeadlines(rpc) });
  clients.push(client);
  return client;
}

afterEach(async () => {
  for (const client of clients.splice(0)) await client.connection.close();
});

test('while the open operations of a call cannot be looked up, what needs no look-up is handed over', async () => {
  const { api } = running;
  const call = await running.call();
  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  const ended: AcsNotification = { type: 'acs.CallDisconnected', callConnectionId: call };
  const added: AcsNotification = {
    type: 'acs.AddParticipantSucceeded',
    callConnectionId: call,
    operationContext: `${operationId}:add:1`,
  };
  const delivery = new NotificationDelivery(await clientWithout(/ListWorkflowExecutions$/), 'any');

  await expect(delivery.deliver([ended, added])).rejects.toThrow(TemporalUnavailable);

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
});

test('a cancel is answered from its own round trip, and asked for once, while no query is answered', async () => {
  const { api } = running;
  const operationId = await api.start(await running.call(), bob);
  await api.inState(operationId, 'ringing');
  const client = await clientWithout(/QueryWorkflow$/);
  const operations = new CallOperations({ client, callbackUri: running.stack.callbackUri });

  expect(await operations.cancel(operationId)).toMatchObject({
    taken: true,
    view: { operationId, phase: 'cancelling' },
  });

  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled' });
  const { events } = await running.temporal.workflow.getHandle(operationId).fetchHistory();
  const carryingCancel = (events ?? []).filter((event) => payloadsOf(event).includes('"CANCEL"'));
  // One that is not answered in time is handed over once more, as a signal, and is the same by its id.
  expect(new Set(carryingCancel.map(commandIdOf)).size).toBe(1);
  expect((await api.view(operationId)).transitions.filter(({ event }) => event === 'CANCEL')).toHaveLength(1);
});

type HistoryEvent = NonNullable<History['events']>[number];

function payloadsOf({
  workflowExecutionSignaledEventAttributes: signal,
  workflowExecutionUpdateAcceptedEventAttributes: update,
}: HistoryEvent): string {
  const payloads = [...(signal?.input?.payloads ?? []), ...(update?.acceptedRequest?.input?.args?.payloads ?? [])];
  return payloads.map(({ data }) => Buffer.from(data ?? []).toString()).join('\n');
}

function commandIdOf(event: HistoryEvent): string | null | undefined {
  const { workflowExecutionUpdateAcceptedEventAttributes: update } = event;
  return update?.acceptedRequest?.meta?.updateId ?? /"id":"([^"]+)"/.exec(payloadsOf(event))?.[1];
}

test('a cancel that was wished before says so from its own round trip, while no query is answered', async () => {
  const { api, simulator } = running;
  const operationId = await running.cancelling(await running.call());
  const client = await clientWithout(/QueryWorkflow$/);
  const operations = new CallOperations({ client, callbackUri: running.stack.callbackUri });

  expect(await operations.cancel(operationId)).toMatchObject({
    taken: false,
    view: { operationId, phase: 'cancelling', cancel: { state: 'sent' } },
  });

  await simulator.release('cancel');
  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled' });
});
