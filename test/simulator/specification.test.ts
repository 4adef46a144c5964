import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OperationName } from '../../simulator/control-client.ts';
import { eventTypes } from '../../simulator/acs/cloud-events.ts';
import { alice, errorOf, pair } from './bench.ts';
import { Judge } from './specification/judge.ts';
import { officialSession, people, troubledSession } from './specification/official-session.ts';
import type { Exchange } from './specification/recording-proxy.ts';
import { Specification } from './specification/specification.ts';
import { Stage, user } from './specification/stage.ts';

/** Some 200 requests, one after the other. */
const SESSIONS_LIMIT_MS = 180_000;

const folder = process.env['DURABLE_CALLS_SPECIFICATIONS'] ?? '';
if (folder === '') {
  process.stderr.write(
    'NOT TESTED: the simulator against the specification of Call Automation. Set DURABLE_CALLS_SPECIFICATIONS to the folder that holds its OpenAPI files.\n',
  );
}
const withSpecification = folder === '' ? describe.skip : describe;

/** The simulator's names of operations, and the specification's. */
const operationIds: Record<OperationName, string> = {
  createCall: 'CreateCall',
  getCall: 'CallConnection_GetCall',
  hangUp: 'CallConnection_HangupCall',
  terminateCall: 'CallConnection_TerminateCall',
  getParticipants: 'CallConnection_GetParticipants',
  getParticipant: 'CallConnection_GetParticipant',
  addParticipant: 'CallConnection_AddParticipant',
  removeParticipant: 'CallConnection_RemoveParticipant',
  cancelAddParticipant: 'CallConnection_CancelAddParticipant',
};

let stage: Stage;
let specification: Specification;
let judge: Judge;

/** It was recorded, and the specification does not know it. */
const NOT_SPECIFIED = 'CreateCallFailed';

/** Two members of the data were recorded in every event, and the specification knows neither. */
function asSpecified({ version, publicEventType, ...data }: Record<string, unknown>): Record<string, unknown> {
  expect([version, publicEventType]).toEqual(['2023-10-15', expect.stringMatching(/^Microsoft\.Communication\./)]);
  return data;
}

async function openStage(): Promise<void> {
  specification = new Specification(folder);
  judge = new Judge(specification);
  stage = await Stage.open();
}

withSpecification(
  'what the vendor’s client and the simulator say to each other, held against the specification',
  () => {
    let exchanges: readonly Exchange[];

    beforeAll(async () => {
      await openStage();
      await officialSession(stage);
      await troubledSession(stage);
      ({ exchanges } = stage.proxy);
    }, SESSIONS_LIMIT_MS);
    afterAll(() => stage?.close());

    const succeeded = () => exchanges.filter(({ answer }) => answer.status < 300);

    test('every definition of the specification can be used', () => {
      expect(judge.compiledDefinitions()).toEqual(Object.keys(specification.main.definitions));
      expect(judge.compiledDefinitions()).toContain('MicrosoftTeamsAppIdentifierModel');
    });

    test('every operation of the simulator was asked for and succeeded', () => {
      const seen = new Set(succeeded().map((exchange) => judge.operationOf(exchange)));
      expect(seen).toEqual(new Set(Object.values(operationIds)));
    });

    test('people of every kind of identifier were called, added, listed and told of', () => {
      const kinds = new Set(['communicationUser', 'microsoftTeamsUser', 'phoneNumber', 'unknown']);
      const kindsIn = (text: string) => [...text.matchAll(/"kind":"(\w+)"/g)].map(([, kind]) => kind);
      const kindsOf = (operation: OperationName, part: (exchange: Exchange) => string) => {
        const own = succeeded().filter((exchange) => judge.operationOf(exchange) === operationIds[operation]);
        return new Set(own.map(part).flatMap(kindsIn));
      };
      const [request, response] = [(exchange: Exchange) => exchange.body, (exchange: Exchange) => exchange.answer.body];
      expect(kindsOf('createCall', request)).toEqual(kinds);
      expect(kindsOf('addParticipant', request)).toEqual(kinds);
      expect(kindsOf('removeParticipant', request)).toEqual(kinds);
      expect(kindsOf('getParticipants', response)).toEqual(kinds);
      expect(kindsOf('getParticipant', response)).toEqual(kinds);
      expect(new Set(kindsIn(JSON.stringify(stage.receiver.events('AddParticipantSucceeded'))))).toEqual(kinds);
    });

    test('every request of the client is one that the specification allows', () => {
      expect(exchanges.flatMap((exchange) => judge.ofRequest(exchange))).toEqual([]);
    });

    test('every answer has a status and a body that the specification declares for the operation', () => {
      expect(exchanges.flatMap((exchange) => judge.ofAnswer(exchange))).toEqual([]);
    });

    test('participants were listed over several pages', () => {
      const further = exchanges.filter(({ url }) => url.includes('/participants?') && url.includes('skip='));
      expect(further.length).toBeGreaterThanOrEqual(people.length / 2 - 1);
    });

    test('refusals and failures of every status came, each with the error of the specification', () => {
      const statuses = exchanges.map(({ answer }) => answer.status).filter((status) => status >= 400);
      expect(new Set(statuses)).toEqual(new Set([400, 401, 404, 409, 412, 429, 500, 501, 503]));
    });

    test('every event has the data that the specification declares for its type, and every type came', () => {
      const events = stage.receiver.events();
      expect(events.flatMap(({ type, data }) => judge.ofEvent(type, asSpecified(data)))).toEqual([]);
      const types = new Set(events.map(({ type }) => type.replace('Microsoft.Communication.', '')));
      expect(types).toEqual(new Set(eventTypes.filter((type) => type !== NOT_SPECIFIED)));
    });
  },
);

withSpecification('what the specification forbids', () => {
  beforeAll(openStage);
  afterAll(() => stage?.close());

  const callbackUri = 'http://127.0.0.1:1/events';
  const person = { communicationUser: { id: alice } };
  const twofold = { ...person, phoneNumber: { value: '+14255550123' } };
  const id = randomUUID();
  const endpoint = { cognitiveServicesEndpoint: 7 };
  const isoTime = { 'repeatability-first-sent': '2026-11-21T20:33:49Z' };
  const call = '';
  const add = '/participants:add';
  const remove = '/participants:remove';
  const cancel = '/participants:cancelAddParticipant';

  test.each<[what: string, path: string, body: unknown, headers?: Record<string, string>]>([
    ['a call without targets', call, { callbackUri }],
    ['a call with targets that are no list', call, { targets: person, callbackUri }],
    ['a call without a callback', call, { targets: [person] }],
    ['a target that is two people', call, { targets: [twofold], callbackUri }],
    ['a target of another kind than it says', call, { targets: [{ kind: 'phoneNumber', ...person }], callbackUri }],
    ['a source without an id', call, { targets: [person], callbackUri, source: {} }],
    ['a caller id without a number', call, { targets: [person], callbackUri, sourceCallerIdNumber: {} }],
    ['a display name of a call that is no text', call, { targets: [person], callbackUri, sourceDisplayName: 7 }],
    ['intelligence that is no object', call, { targets: [person], callbackUri, callIntelligenceOptions: 'all' }],
    ['an endpoint of it that is no text', call, { targets: [person], callbackUri, callIntelligenceOptions: endpoint }],
    ['half a pair', call, { targets: [person], callbackUri }, { 'repeatability-request-id': id }],
    ['an add without a body', add, undefined],
    ['an add of a list', add, [person]],
    ['an add of nobody', add, {}],
    ['an add of a text', add, { participantToAdd: alice }],
    ['a user without an id', add, { participantToAdd: { communicationUser: {} } }],
    [
      'a Teams user with a wrong flag',
      add,
      { participantToAdd: { microsoftTeamsUser: { userId: id, isAnonymous: 1 } } },
    ],
    ['a time-out above 180 seconds', add, { participantToAdd: person, invitationTimeoutInSeconds: 181 }],
    ['a time-out below 0', add, { participantToAdd: person, invitationTimeoutInSeconds: -1 }],
    ['a time-out of one and a half', add, { participantToAdd: person, invitationTimeoutInSeconds: 1.5 }],
    ['a time-out that is a text', add, { participantToAdd: person, invitationTimeoutInSeconds: '60' }],
    ['an operation context that is a number', add, { participantToAdd: person, operationContext: 7 }],
    ['a display name of an add that is no text', add, { participantToAdd: person, sourceDisplayName: {} }],
    ['a calling context that is a text', add, { participantToAdd: person, customCallingContext: 'x' }],
    [
      'a VoIP header that is a number',
      add,
      { participantToAdd: person, customCallingContext: { voipHeaders: { x: 7 } } },
    ],
    ['SIP headers that are a list', add, { participantToAdd: person, customCallingContext: { sipHeaders: ['x'] } }],
    ['a request id that is no UUID', add, { participantToAdd: person }, { ...pair(), 'repeatability-request-id': 'x' }],
    ['a time of sending in another form', add, { participantToAdd: person }, { ...pair(), ...isoTime }],
    ['a removal of nobody', remove, {}],
    ['a removal of two people', remove, { participantToRemove: twofold }],
    ['a cancel of nothing', cancel, {}],
    ['a cancel of a number', cancel, { invitationId: 7 }],
    ['a callback of a cancel that is no text', cancel, { invitationId: id, operationCallbackUri: {} }],
  ])('is refused by the simulator: %s', async (_what, verb, body, headers = {}) => {
    const path = verb === call ? '' : `/${await stage.control.createCall({ callbackUri })}${verb}`;
    const response = await stage.raw.request('POST', `/calling/callConnections${path}`, body, headers);
    const exchange = stage.proxy.exchanges.at(-1) as Exchange;
    expect(judge.ofRequest(exchange)).not.toEqual([]);
    expect(judge.ofAnswer(exchange)).toEqual([]);
    expect(await errorOf(response)).toMatchObject({ status: 400, code: '8523' });
  });

  test('is a deviation also when the simulator does it', async () => {
    const connection = await stage.call();
    await connection.addParticipant({ targetParticipant: user });
    const good = stage.proxy.exchanges.at(-1) as Exchange;
    expect(judge.ofAnswer(good)).toEqual([]);
    const body = JSON.parse(good.answer.body) as { participant: object };
    const { status, headers } = good.answer;
    const answers: [number, unknown][] = [
      [200, body],
      [204, undefined],
      [status, undefined],
      [status, { ...body, invitationID: 'x' }],
      [status, { ...body, invitationId: 7 }],
      [status, { ...body, participant: { identifier: { communicationUser: { id: alice } } } }],
      [status, { ...body, participant: { identifier: { kind: 'phoneNumber', rawId: alice, ...person } } }],
      [404, body],
      [404, { error: { code: 8522, message: 'Not found.' } }],
      [404, { error: { code: '8522' } }],
    ];
    const wrong = answers.map(([to, content]) => ({
      ...good,
      answer: { status: to, headers, body: content === undefined ? '' : JSON.stringify(content) },
    }));
    expect(wrong.filter((exchange) => judge.ofAnswer(exchange).length === 0)).toEqual([]);
    expect(judge.ofEvent('Microsoft.Communication.AddParticipantSucceeded', { invitationId: 'x' })).not.toEqual([]);
    expect(judge.ofEvent('Microsoft.Communication.ParticipantAdded', {})).not.toEqual([]);
  });

  test('is answered with the error of the specification also where the web server itself refuses', async () => {
    const callConnectionId = await stage.control.createCall({ callbackUri });
    await stage.raw.request('GET', `/calling/callConnections/${callConnectionId}/participants/%zz`);
    await stage.raw.request('POST', `/calling/callConnections/${callConnectionId}${add}`, 'x'.repeat(2 ** 21));
    const answers = stage.proxy.exchanges.slice(-2).map(({ answer }) => answer);
    expect(answers.map(({ status }) => status)).toEqual([400, 413]);
    for (const { body } of answers) expect(judge.ofErrorBody(body)).toEqual([]);
  });
});

withSpecification('the specification’s own example of cancelling an add', () => {
  beforeAll(openStage);
  afterAll(() => stage?.close());

  async function replay(change: (body: Record<string, unknown>) => Record<string, unknown>, callConnectionId: string) {
    const { parameters } = specification.example(operationIds.cancelAddParticipant);
    const { name } = specification
      .operation(operationIds.cancelAddParticipant)
      .parameters.find((parameter) => parameter.in === 'body') as { name: string };
    // Nobody listens at the example's callback.
    await stage.control.addWebhookRule({ type: '*', kind: 'drop' });
    const path = `/calling/callConnections/${callConnectionId}/participants:cancelAddParticipant`;
    const query = new URLSearchParams({ 'api-version': parameters['api-version'] });
    const body = change(parameters[name] as Record<string, unknown>);
    const response = await stage.raw.request('POST', `${path}?${query.toString()}`, body, pair());
    const exchange = stage.proxy.exchanges.at(-1) as Exchange;
    expect([...judge.ofRequest(exchange), ...judge.ofAnswer(exchange)]).toEqual([]);
    return { status: response.status, body: await response.json(), sent: body };
  }

  test('is taken word for word and answered as there', async () => {
    const { callConnectionId } = await connected();
    const { responses } = specification.example(operationIds.cancelAddParticipant);
    const { status, body } = await replay((given) => given, callConnectionId);
    expect({ [status]: { body } }).toEqual(responses);
  });

  test('cancels when it names an invitation that rings, and tells so where the example says', async () => {
    const { callConnectionId, invitationId } = await connected();
    const { status, body, sent } = await replay((given) => ({ ...given, invitationId }), callConnectionId);
    expect({ status, body }).toEqual({
      status: 202,
      body: { invitationId, operationContext: sent['operationContext'] },
    });
    const { invitations, webhooks } = await stage.control.untilWebhooks('dropped', 'CancelAddParticipantSucceeded');
    expect(invitations.find((invitation) => invitation.invitationId === invitationId)).toMatchObject({
      state: 'cancelled',
    });
    expect(webhooks.find(({ type }) => type === 'CancelAddParticipantSucceeded')).toMatchObject({
      to: sent['operationCallbackUri'],
      operationContext: sent['operationContext'],
      finalStatus: 'dropped',
    });
  });

  async function connected(): Promise<{ callConnectionId: string; invitationId: string }> {
    const callConnectionId = await stage.control.createCall({ callbackUri: stage.receiver.url('/call') });
    await stage.control.untilWebhooks('delivered', 'ParticipantsUpdated');
    const { invitationId } = await stage.connection(callConnectionId).addParticipant({ targetParticipant: user });
    return { callConnectionId, invitationId: invitationId as string };
  }
});
