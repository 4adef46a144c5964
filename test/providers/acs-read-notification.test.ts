import { describe, expect, test } from '@jest/globals';
import { readNotifications } from '../../src/providers/acs/read-notification.ts';
import { UnreadableDelivery } from '../../src/providers/read-element.ts';

const failed = {
  id: 'evt-1',
  source: 'calling/callConnections/call-1',
  type: 'Microsoft.Communication.AddParticipantFailed',
  subject: 'calling/callConnections/call-1',
  time: '2023-10-15T10:00:00.1234567+00:00',
  specversion: '1.0',
  datacontenttype: 'application/json',
  data: {
    eventSource: 'calling/callConnections/call-1/AddParticipantFailed',
    type: 'addParticipantFailed',
    callConnectionId: 'call-1',
    serverCallId: 'server-1',
    correlationId: 'correlation-1',
    operationContext: 'acs-0123:add:1',
    resultInformation: { code: 487, subCode: 10004, message: 'The call timed out.' },
    participant: { rawId: '4:+14255550123', kind: 'phoneNumber', phoneNumber: { value: '+14255550123' } },
  },
};
const read = {
  type: 'acs.AddParticipantFailed',
  eventId: 'evt-1',
  callConnectionId: 'call-1',
  operationContext: 'acs-0123:add:1',
  code: 487,
  subCode: 10004,
  message: 'The call timed out.',
  participant: '4:+14255550123',
};
const withData = (changes: object) => ({ ...failed, data: { ...failed.data, ...changes } });

test('every element of a delivery is read, in its order', () => {
  expect(readNotifications([failed, { ...failed, id: 'evt-2' }])).toEqual([
    { notifications: [read] },
    { notifications: [{ ...read, eventId: 'evt-2' }] },
  ]);
});

test('a bare event is a delivery of one', () => {
  expect(readNotifications(failed)).toEqual([{ notifications: [read] }]);
});

test.each([
  'AddParticipantSucceeded',
  'AddParticipantFailed',
  'CancelAddParticipantSucceeded',
  'CancelAddParticipantFailed',
  'RemoveParticipantSucceeded',
  'RemoveParticipantFailed',
  'CallDisconnected',
])('%s is a notification', (name) => {
  const event = { ...withData({ invitationId: 'i-1' }), type: `Microsoft.Communication.${name}` };
  expect(readNotifications([event])).toMatchObject([{ notifications: [{ type: `acs.${name}`, invitationId: 'i-1' }] }]);
});

test.each(['Microsoft.Communication.ParticipantsUpdated', 'Microsoft.Communication.BrandNew', 'Contoso.Event'])(
  '%s is ignored, and named',
  (type) => {
    expect(readNotifications([{ ...failed, type, data: 'whatever' }])).toEqual([
      { ignored: { reason: 'no operation waits for this type', type } },
    ]);
  },
);

test('one element that cannot be read spoils no other', () => {
  const results = readNotifications([
    failed,
    null,
    { ...failed, type: 'Contoso.Event' },
    { ...failed, data: 'x' },
    failed,
  ]);
  expect(results.map((result) => Object.keys(result)[0])).toEqual([
    'notifications',
    'unreadable',
    'ignored',
    'unreadable',
    'notifications',
  ]);
});

describe('what may be missing', () => {
  test('the content type and the attributes that we do not use', () => {
    expect(readNotifications([{ id: 'evt-1', type: failed.type, data: failed.data }])).toEqual([
      { notifications: [read] },
    ]);
  });

  test('the event id', () => {
    const { id: _, ...anonymous } = failed;
    const { eventId: __, ...expected } = read;
    expect(readNotifications([anonymous])).toEqual([{ notifications: [expected] }]);
    expect(readNotifications([{ ...failed, id: 7 }])).toEqual([{ notifications: [expected] }]);
  });

  test.each([undefined, null, 'x', {}, { code: 'x', subCode: {} }])(
    'the result information: %j',
    (resultInformation) => {
      const { code: _, subCode: __, message: ___, ...expected } = read;
      expect(readNotifications([withData({ resultInformation })])).toEqual([{ notifications: [expected] }]);
    },
  );

  test.each([undefined, null, ''])('the context and the invitation id: %j', (absent) => {
    const { operationContext: _, ...expected } = read;
    expect(readNotifications([withData({ operationContext: absent, invitationId: absent })])).toEqual([
      { notifications: [expected] },
    ]);
  });

  test.each(['source', 'subject'])('the call id in the data, when the %s names the call', (attribute) => {
    const event = { type: failed.type, data: {}, [attribute]: '/calling/callConnections/call-2/AddParticipantFailed' };
    expect(readNotifications([event])).toEqual([
      { notifications: [{ type: 'acs.AddParticipantFailed', callConnectionId: 'call-2' }] },
    ]);
  });

  test('the data of an event that says all without them', () => {
    const event = {
      type: 'Microsoft.Communication.CallDisconnected',
      source: 'calling/callConnections/call-3',
      data: null,
    };
    expect(readNotifications([event])).toEqual([
      { notifications: [{ type: 'acs.CallDisconnected', callConnectionId: 'call-3' }] },
    ]);
  });
});

test('codes may be texts of digits', () => {
  const [result] = readNotifications([withData({ resultInformation: { code: '603', subCode: '0' } })]);
  expect(result).toMatchObject({ notifications: [{ code: 603, subCode: 0 }] });
});

test('people are cut out of the message', () => {
  const [result] = readNotifications([withData({ resultInformation: { message: 'failed for 4:+14255550123' } })]);
  expect(result).toMatchObject({ notifications: [{ message: 'failed for <participant>' }] });
});

test.each([
  ['no call is named', { type: failed.type, data: { operationContext: 'x' } }, 'callConnectionId is missing'],
  [
    'the context is no text',
    withData({ operationContext: { secret: '+14255550123' } }),
    'of the wrong kind: data.operationContext',
  ],
  ['the data is a text', { ...failed, data: '+14255550123' }, 'of the wrong kind: data'],
  ['the type is missing', { ...failed, type: undefined }, 'not an event: type is missing'],
  ['it is a list', [failed], 'not an event: type is missing'],
])('an element is unreadable where %s, and its contents are not told', (_, element, reason) => {
  expect(readNotifications([element])).toEqual([{ unreadable: reason }]);
});

test('a type that is no name is ignored and not repeated', () => {
  expect(readNotifications([{ ...failed, type: 'call +14255550123' }])).toEqual([
    { ignored: { reason: 'no operation waits for this type' } },
  ]);
});

test.each([undefined, null, 'text', 7, true, []])('the delivery %j is unreadable as a whole', (body) => {
  expect(() => readNotifications(body)).toThrow(UnreadableDelivery);
});

describe('what would become history, which has a largest size', () => {
  const long = 'i'.repeat(900_000);

  test.each(['invitationId', 'callConnectionId'])('an element with a huge %s is unreadable', (name) => {
    expect(readNotifications([withData({ [name]: long })])).toEqual([
      { unreadable: expect.stringMatching(`^of the wrong kind: data.${name}$`) },
    ]);
  });

  test('an element whose call is not of the shape of one is unreadable', () => {
    expect(readNotifications([withData({ callConnectionId: "x' OR ''='" })])).toEqual([
      { unreadable: 'callConnectionId is not of its shape' },
    ]);
  });

  test('of somebody else’s context nothing goes on but that there was one', () => {
    for (const operationContext of [long, 'call Bob at +14255550123'])
      expect(readNotifications([withData({ operationContext })])).toMatchObject([
        { notifications: [{ operationContext: 'foreign' }] },
      ]);
  });

  test('a huge id of an event is left out, and a huge message is cut', () => {
    const resultInformation = { code: 487, subCode: 0, message: long };
    const [element] = readNotifications([{ ...withData({ resultInformation }), id: long }]);
    expect(element).not.toHaveProperty('notifications.0.eventId');
    expect(JSON.stringify(element).length).toBeLessThan(2_000);
  });
});
