import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { bob, briefly, ownLifecycle } from '../../support/lifecycle.ts';
import { scrape, total } from '../../support/metrics.ts';

const running = ownLifecycle();

async function deliver(body: unknown, token?: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(running.stack.callbackUri, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

function added(callConnectionId: string, operationContext: string) {
  return {
    id: randomUUID(),
    source: `calling/callConnections/${callConnectionId}`,
    specversion: '1.0',
    type: 'Microsoft.Communication.AddParticipantSucceeded',
    data: { callConnectionId, operationContext, resultInformation: { code: 200, subCode: 0, message: '' } },
  };
}

test('an event that overtakes the response to the add settles the operation as in order', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ person: { onInvite: 'accept' } });
  await simulator.addWebhookRule({ type: 'AddParticipantSucceeded', kind: 'beforeResponse' });

  const operationId = await api.start(call, bob);

  expect((await api.settled(operationId)).outcome).toEqual({ type: 'added', evidence: 'event' });
  expect(await simulator.executed('addParticipant')).toBe(1);
});

test.each(['before', 'after'] as const)(
  'an event that overtakes the response to the cancel settles the operation as in order (the add’s event %s it)',
  async (addFailedOnCancel) => {
    const { api, simulator } = running;
    const call = await running.call();
    await simulator.setSwitches({ addFailedOnCancel });
    await simulator.addWebhookRule({ type: 'CancelAddParticipantSucceeded', kind: 'beforeResponse' });

    const operationId = await api.start(call, bob);
    await api.inState(operationId, 'ringing');
    await api.cancel(operationId);

    expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'cancelled', how: 'invitationCancelled' });
    expect(await simulator.executed('cancelAddParticipant')).toBe(1);
  },
);

test('an event that is delivered twice, also under another id, takes effect once', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ addFailedOnCancel: 'before' });
  await simulator.addWebhookRule(
    { type: 'CancelAddParticipantSucceeded', kind: 'duplicate' },
    { type: 'AddParticipantFailed', kind: 'duplicate', newId: true },
  );

  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);
  const view = await api.settled(operationId);

  const caused = view.transitions.map(({ event }) => event).filter((event) => event.startsWith('acs.'));
  expect(view.outcome).toMatchObject({ type: 'cancelled' });
  expect(new Set(caused).size).toBe(caused.length);
});

test('a fact that is delivered a hundred times is one event of history', async () => {
  const { api, simulator, temporal } = running;
  const call = await running.call();
  const operationId = await running.startWith(call, { backOffMs: 60_000 });
  await api.inState(operationId, 'ringing');
  await simulator.addFault({ operation: 'cancelAddParticipant', kind: 'hold', at: 'arrival', name: 'cancel' });
  await api.cancel(operationId);
  const token = await simulator.mintToken();
  const failed = {
    id: 'evt-1',
    source: `calling/callConnections/${call}`,
    type: 'Microsoft.Communication.CancelAddParticipantFailed',
    data: { callConnectionId: call, operationContext: `${operationId}:cancel:1` },
  };

  for (let time = 1; time <= 100; time++) expect((await deliver([failed], token)).body).toMatchObject({ delivered: 1 });

  const { events } = await temporal.workflow.getHandle(operationId).fetchHistory();
  const signals = (events ?? []).filter((event) => event.workflowExecutionSignaledEventAttributes);
  expect(signals).toHaveLength(1);
  await simulator.release('cancel');
  await api.cancel(operationId);
});

test('a cancel whose events are all lost is found out by a look at the invitation end', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.addWebhookRule({ type: '*', kind: 'drop', times: 100 });

  const operationId = await api.start(call, { ...bob, ...briefly });
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);

  expect((await api.settled(operationId)).outcome).toEqual({
    type: 'cancelled',
    how: 'invitationCancelled',
    evidence: 'assumed',
  });
});

test('a cancel whose event comes alone is looked at at once', async () => {
  const { api } = running;
  const call = await running.call();

  const operationId = await running.startWith(call);
  await api.inState(operationId, 'ringing');
  await api.cancel(operationId);

  expect(await api.settled(operationId)).toMatchObject({
    outcome: { type: 'cancelled', how: 'invitationCancelled', evidence: 'event' },
    cancel: { state: 'confirmed' },
  });
});

test('a decline while our cancel is out is a decline when the provider says that the cancel failed', async () => {
  const { api, simulator } = running;
  const call = await running.call();

  const operationId = await running.cancellingWithLongGrace(call);
  await simulator.decline({ callConnectionId: call });
  // The cancel's event comes after it, then.
  await simulator.untilWebhooks('delivered', 'AddParticipantFailed');
  await simulator.release('cancel');

  expect(await api.settled(operationId)).toMatchObject({
    outcome: { type: 'failed', reason: 'declined' },
    cancel: { state: 'refused' },
  });
});

test.each([
  ['without a token', {}, undefined],
  ['with an expired token', { expired: true }, 401],
  ['with a token for another audience', { audience: randomUUID() }, 401],
  ['with a token of another issuer', { issuer: 'https://elsewhere.example' }, 401],
  ['with a token signed by a foreign key', { foreignKey: true }, 401],
  ['with a token that is not signed', { unsigned: true }, 401],
])('a delivery %s is 401 and changes nothing', async (name, wishes, _status) => {
  const { api, simulator } = running;
  const call = await running.call();
  const operationId = await api.start(call, bob);
  const before = await api.inState(operationId, 'ringing');
  const token = name === 'without a token' ? undefined : await simulator.mintToken(wishes);

  const answer = await deliver([added(call, `${operationId}:add:1`)], token);

  expect(answer).toMatchObject({ status: 401, body: { type: expect.stringContaining('/not-verified') } });
  expect((await api.view(operationId)).revision).toBe(before.revision);
});

test.each([['{"rubbish'], ['[]'], ['"text"'], ['17'], ['null']])('the unreadable delivery %s is 400', async (body) => {
  expect((await deliver(body, await running.simulator.mintToken())).status).toBe(400);
});

test('elements that cannot be read, or concern nobody, do not hurt the others of their delivery', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const operationId = await api.start(call, bob);
  await api.inState(operationId, 'ringing');

  const answer = await deliver(
    [
      17,
      { type: 'Microsoft.Communication.SomethingNew', data: {} },
      added(call, 'not-one-of-ours'),
      added(call, `acs-add-${'0'.repeat(32)}:add:1`),
      added(call, `${operationId}:add:1`),
    ],
    await simulator.mintToken(),
  );

  expect(answer).toEqual({ status: 200, body: { delivered: 1, ignored: 4 } });
  expect((await api.settled(operationId)).outcome).toMatchObject({ type: 'added' });
});

test('an event of another call, or of another send, changes nothing', async () => {
  const { api, simulator } = running;
  const [call, otherCall] = [await running.call(), await running.call()];
  const operationId = await api.start(call, bob);
  const before = await api.inState(operationId, 'ringing');

  await deliver(
    [added(otherCall, `${operationId}:add:1`), added(call, `${operationId}:add:2`)],
    await simulator.mintToken(),
  );

  expect(await api.view(operationId)).toMatchObject({ phase: 'pending', revision: before.revision });
});

test('an event that contradicts the outcome of an operation is answered 200, told to the operator, and changes nothing', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  await simulator.setSwitches({ person: { onInvite: 'decline' } });
  const operationId = await api.start(call, bob);
  const settled = await api.settled(operationId);
  // A query may tell the end before the workflow task that brings it about is over.
  await running.temporal.workflow.getHandle(operationId).result();
  const counted = async () =>
    total(await scrape(running.stack.api), 'durable_calls_contradictions_total', { kind: 'addParticipant' });
  const before = await counted();

  const answer = await deliver([added(call, `${operationId}:add:1`)], await simulator.mintToken());

  expect(answer).toEqual({ status: 200, body: { delivered: 0, ignored: 1 } });
  expect(await counted()).toBe(before + 1);
  expect((await api.view(operationId)).outcome).toEqual(settled.outcome);
  const told = await running.untilLogged('contradicts', operationId);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('acs.AddParticipantSucceeded');
});
