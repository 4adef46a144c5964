import { expect, test } from '@jest/globals';
import { bob, ownLifecycle } from '../support/lifecycle.ts';

const running = ownLifecycle();

test('an accepted operation is 202 with its location', async () => {
  const { api } = running;
  const call = await running.call();

  const answer = await api.add(call, bob);

  const { operationId } = answer.body;
  expect(answer).toMatchObject({ status: 202, body: { kind: 'addParticipant', provider: 'acs', callId: call } });
  expect(answer.headers.get('location')).toBe(`/v1/operations/${String(operationId)}`);
});

test('an operation stands still for 5 s when its worker dies with a workflow task, whatever Temporal has by default', async () => {
  const { temporal } = running;
  const operationId = await running.startWith(await running.call());

  const { events } = await temporal.workflow.getHandle(operationId).fetchHistory();
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  // The server of the tests has 3 s by default.
  expect(Number(started?.workflowTaskTimeout?.seconds)).toBe(5);
});

test('the same start twice is one operation, also when both come at once, and also after its end', async () => {
  const { api, simulator } = running;
  const call = await running.call();

  const [first, second] = await Promise.all([api.add(call, bob, 'key-1'), api.add(call, bob, '"key-1"')]);
  const operationId = first.body['operationId'] as string;
  await api.inState(operationId, 'ringing');
  await simulator.answer({ callConnectionId: call });
  await api.settled(operationId);
  const third = await api.add(call, bob, 'key-1');

  expect([first.status, second.status, third.status]).toEqual([202, 202, 202]);
  expect(second.body).toEqual(first.body);
  expect(third.body).toEqual(first.body);
  expect(await simulator.executed('addParticipant')).toBe(1);
});

test('the same key with another request is 422, also after the end', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const other = { ...bob, invitationTimeoutSeconds: 30 };

  const first = await api.add(call, bob, 'key-2');
  const operationId = first.body['operationId'] as string;
  await api.inState(operationId, 'ringing');
  const whileOpen = await api.add(call, other, 'key-2');
  await simulator.answer({ callConnectionId: call });
  await api.settled(operationId);
  const afterTheEnd = await api.add(call, other, 'key-2');

  for (const answer of [whileOpen, afterTheEnd]) {
    expect(answer).toMatchObject({ status: 422, body: { type: expect.stringContaining('/idempotency-key-reused') } });
  }
});

test('the same key on another call, or no key at all, is another operation', async () => {
  const { api } = running;
  const [call, otherCall] = [await running.call(), await running.call()];

  const answers = await Promise.all([
    api.add(call, bob, 'key-3'),
    api.add(otherCall, bob, 'key-3'),
    api.add(call, bob),
    api.add(call, bob),
  ]);

  expect(new Set(answers.map(({ body }) => body['operationId'])).size).toBe(4);
});

const phone = { kind: 'phoneNumber', value: '+14255550123' };

test.each<[string, unknown, string]>([
  ['no participant', {}, '/participant'],
  ['a participant of no kind', { participant: { id: '8:acs:a_b' } }, '/participant/kind'],
  [
    'a communication user in the wrong shape',
    { participant: { kind: 'communicationUser', id: 'bob' } },
    '/participant/id',
  ],
  [
    'a phone number in the wrong shape',
    { participant: { ...phone, value: '0425 555' }, sourceCallerIdNumber: '+14255550100' },
    '/participant/value',
  ],
  [
    'a Teams user in the wrong shape',
    { participant: { kind: 'microsoftTeamsUser', userId: 'me' } },
    '/participant/userId',
  ],
  ['a phone number without a caller id', { participant: phone }, '/sourceCallerIdNumber'],
  ['a time-out above 180 s', { ...bob, invitationTimeoutSeconds: 181 }, '/invitationTimeoutSeconds'],
  ['a time-out below 0', { ...bob, invitationTimeoutSeconds: -1 }, '/invitationTimeoutSeconds'],
  ['half a second', { ...bob, invitationTimeoutSeconds: 0.5 }, '/invitationTimeoutSeconds'],
  ['a notAfter that is no time', { ...bob, notAfter: 'tomorrow' }, '/notAfter'],
  ['a notAfter that has passed', { ...bob, notAfter: new Date(Date.now() - 1).toISOString() }, '/notAfter'],
  ['a policy that is none', { ...bob, lateJoin: 'perhaps' }, '/lateJoin'],
  ['a correlation that is too long', { ...bob, correlation: 'x'.repeat(257) }, '/correlation'],
  [
    'a SIP header that cannot be sent',
    { ...bob, customCallingContext: { sipHeaders: { Via: 'x' } } },
    '/customCallingContext/sipHeaders/Via',
  ],
  [
    'a header with a line break',
    { ...bob, customCallingContext: { voipHeaders: { campaign: 'a\r\nb' } } },
    '/customCallingContext/voipHeaders/campaign',
  ],
  ['an unknown field', { ...bob, invitationTimeout: 5 }, ''],
])('a request with %s is 400, names the field and starts nothing', async (_name, body, pointer) => {
  const answer = await running.api.add(await running.call(), body);

  expect(answer).toMatchObject({ status: 400, body: { type: expect.stringContaining('/invalid-request') } });
  expect(answer.body['errors']).toEqual(expect.arrayContaining([expect.objectContaining({ pointer })]));
  expect((await running.simulator.ledger()).summary.operations.addParticipant.arrived).toBe(0);
});

test('the caller’s correlation is kept with the operation and never sent', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const customCallingContext = {
    voipHeaders: { campaign: 'spring' },
    sipHeaders: { 'User-To-User': '00;encoding=hex', 'X-MS-Custom-Queue': 'sales' },
  };

  const operationId = await api.start(call, { ...bob, correlation: 'ticket 4711', customCallingContext });
  const view = await api.inState(operationId, 'ringing');

  expect(view.correlation).toBe('ticket 4711');
  const { requests } = await simulator.ledger();
  expect(JSON.stringify(requests)).not.toContain('ticket 4711');
  await api.cancel(operationId);
  await api.settled(operationId);
});

test('a start that is repeated after its notAfter attaches, and another one under its key is refused', async () => {
  const { api } = running;
  const call = await running.call();
  const notAfter = Date.now() + 5_000;
  const request = { ...bob, notAfter: new Date(notAfter).toISOString() };

  const first = await api.add(call, request, 'key-4');
  await new Promise((resolve) => setTimeout(resolve, notAfter + 1 - Date.now()));
  const repeat = await api.add(call, request, 'key-4');
  const other = await api.add(call, { ...request, invitationTimeoutSeconds: 30 }, 'key-4');
  const elsewhere = await api.add(call, request, 'key-5');

  expect(first.status).toBe(202);
  expect(repeat).toMatchObject({ status: 202, body: first.body });
  expect(other.status).toBe(422);
  expect(elsewhere).toMatchObject({ status: 400, body: { errors: [{ pointer: '/notAfter' }] } });
});

test.each([
  ['JSON that is none', '{"participant":', 400],
  ['a body of another type', 'participant=bob', 400],
])('%s is %3$i', async (_name, body, status) => {
  expect((await running.api.add(await running.call(), body)).status).toBe(status);
});

test('a path that does not exist is a problem too', async () => {
  const answer = await running.api.request('GET', '/v2/anything');

  expect(answer).toMatchObject({ status: 404, body: { type: expect.stringContaining('/not-found'), status: 404 } });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});

test('no phone number is in an id, a log line, a search attribute or a memo', async () => {
  const { api } = running;
  const call = await running.call();

  const operationId = await api.start(call, { participant: phone, sourceCallerIdNumber: '+14255550199' });
  await api.inState(operationId, 'ringing');
  await running.simulator.answer({ callConnectionId: call });
  await running.untilLogged('acs.AddParticipantSucceeded', operationId);
  const { memo, typedSearchAttributes } = await running.temporal.workflow.getHandle(operationId).describe();

  const seen = JSON.stringify([operationId, memo, typedSearchAttributes.getAll(), running.logged]);
  expect(running.logged.length).toBeGreaterThan(0);
  expect(seen).not.toContain('4255550');
});
