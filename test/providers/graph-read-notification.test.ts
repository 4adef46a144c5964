import { describe, expect, test } from '@jest/globals';
import { meaningOfGraph, type GraphNotification } from '../../src/contract/graph-notification.ts';
import { readNotifications } from '../../src/providers/graph/read-notification.ts';
import { formatClientContext, mediaOperationId } from '../../src/contract/media-ids.ts';
import { normaliseGraphId } from '../../src/contract/graph-id.ts';
import { readResourcePath } from '../../src/providers/graph/resource-path.ts';
import { UnreadableDelivery } from '../../src/providers/read-element.ts';

const callId = '57dab8b1-894c-409a-b240-bd8beae78896';
const operationId = '0fe0623f-d628-42ed-b4bd-8ac290072cc5';
const CONTEXT = formatClientContext(mediaOperationId(callId, '1'.padStart(32, '0')), 1);
const undashed = (id: string) => id.replaceAll('-', '').toUpperCase();

const callUrl = `/communications/calls/${undashed(callId)}`;
const operationUrl = `${callUrl}/operations/${undashed(operationId)}`;

const cancelled = {
  '@odata.type': '#microsoft.graph.commsNotification',
  changeType: 'deleted',
  resourceUrl: operationUrl,
  resourceData: {
    '@odata.type': '#microsoft.graph.recordOperation',
    '@odata.id': operationUrl,
    '@odata.etag': 'W/"54451"',
    id: operationId,
    clientContext: CONTEXT,
    status: 'failed',
    resultInfo: {
      '@odata.type': '#microsoft.graph.resultInfo',
      code: 400,
      subcode: 8508,
      message: 'It was cancelled.',
    },
    recordingLocation: '',
    recordingAccessToken: '',
    completionReason: 'operationCanceled',
  },
};
const asRead = {
  type: 'graph.OperationEnded',
  callId,
  operationId,
  clientContext: CONTEXT,
  status: 'failed',
  code: 400,
  subCode: 8508,
  message: 'It was cancelled.',
  result: 'cancelled',
};

const deliver = (...value: unknown[]) =>
  readNotifications({ '@odata.type': '#microsoft.graph.commsNotifications', value });
const told = (element: unknown): readonly GraphNotification[] => {
  const [read] = deliver(element);
  return read !== undefined && 'notifications' in read ? read.notifications : [];
};
const withData = (changes: object) => ({ ...cancelled, resourceData: { ...cancelled.resourceData, ...changes } });
const ofCall = (resourceData: object, changeType = 'updated') => ({ changeType, resourceUrl: callUrl, resourceData });

describe('an address of Graph', () => {
  test.each([
    [operationUrl, { callId, collection: 'operations', itemId: operationId }],
    [`/app/calls/${callId}/operations/${operationId}`, { callId, collection: 'operations', itemId: operationId }],
    [
      `https://graph.microsoft.com/v1.0/communications/calls/${callId}/operations/${operationId}?x=1`,
      { callId, collection: 'operations', itemId: operationId },
    ],
    [`/beta/app/calls/${callId}`, { callId }],
    [`/communications/calls/${callId}/participants`, { callId, collection: 'participants' }],
    ['/app/calls/421F1100-411f-4a29-8514-dbbb9caff45', { callId: '421f1100-411f-4a29-8514-dbbb9caff45' }],
    [`/communications/calls/${callId}/operations/participants`, { callId, collection: 'operations' }],
  ])('%s names call and operation in one form', (address, expected) => {
    expect(readResourcePath(address)).toEqual(expected);
  });

  test.each(['', '/', '/communications', '/communications/calls', '/users/1', 'https://graph.microsoft.com'])(
    '%j names no call',
    (address) => {
      expect(readResourcePath(address)).toBeUndefined();
    },
  );

  test('an id is the same however it is written, and what is no GUID stays', () => {
    expect(normaliseGraphId(undashed(callId))).toBe(callId);
    expect(normaliseGraphId(callId)).toBe(callId);
    expect(normaliseGraphId('Opaque-ID')).toBe('opaque-id');
  });
});

describe('the end of an operation', () => {
  test('is read with its codes, and empty strings and unknown members are nothing', () => {
    expect(told(cancelled)).toEqual([asRead]);
  });

  test.each([
    ['codes are text', withData({ resultInfo: { code: '400', subcode: '8508', message: 'It was cancelled.' } })],
    ['the status is written in capitals', withData({ status: 'Failed' })],
    ['the id is in the address only', withData({ id: undefined })],
    ['the id is empty', withData({ id: '' })],
    ['the id is in upper case without dashes', withData({ id: undashed(operationId) })],
    ['only the older address is there', { ...cancelled, resourceUrl: undefined, resource: operationUrl }],
    ['only the resource itself has an address', { ...cancelled, resourceUrl: undefined }],
    ['the change type is in capitals', { ...cancelled, changeType: 'Deleted' }],
  ])('is the same when %s', (_, element) => {
    expect(told(element)).toEqual([asRead]);
  });

  test('is told by the client context where no operation id is to be had', () => {
    const { operationId: _none, ...without } = asRead;
    expect(told({ ...withData({ id: null }), resourceUrl: `${callUrl}/operations/participants` })).toEqual([without]);
    expect(
      deliver({ ...withData({ id: null, clientContext: null }), resourceUrl: `${callUrl}/operations/participants` }),
    ).toEqual([{ unreadable: 'neither an operation id nor a client context' }]);
  });

  test('keeps where a recording is, and never the token that opens it', () => {
    const element = withData({
      status: 'completed',
      recordingLocation: 'https://file.location/17e3b46c',
      recordingAccessToken: 'secret-token',
    });
    expect(told(element)).toMatchObject([{ status: 'completed', recordingLocation: 'https://file.location/17e3b46c' }]);
    expect(JSON.stringify(deliver(element))).not.toContain('secret-token');
  });

  test('names nobody who is called', () => {
    const element = withData({ resultInfo: { code: 500, subcode: 9999, message: 'failed for +14255550123' } });
    expect(told(element)).toMatchObject([{ message: 'failed for <participant>' }]);
  });

  test.each([undefined, '#microsoft.graph.playPromptOperationOfTomorrow'])(
    'is read by our own client context, whatever its type: %s',
    (type) => {
      expect(told(withData({ '@odata.type': type }))).toEqual([asRead]);
    },
  );

  test('is read by its id where the client context is not ours, which goes no further', () => {
    const { clientContext: _none, ...without } = asRead;
    const element = withData({ clientContext: 'ask for +14255550123' });
    expect(told(element)).toEqual([without]);
    expect(
      deliver({
        ...withData({ clientContext: 'ask for +14255550123', id: null }),
        resourceUrl: `${callUrl}/operations`,
      }),
    ).toEqual([{ ignored: { reason: 'the client context is not ours' } }]);
  });

  test('has an id only where it can be one, and words only where they are', () => {
    const { operationId: _none, ...without } = asRead;
    const element = { ...withData({ id: 'Bob Smith', status: 'no, thank you' }), resourceUrl: `${callUrl}/operations` };
    const { status: _no, ...expected } = without;
    expect(told(element)).toEqual([expected]);
  });

  test.each([
    ['completed', { code: 0, subcode: 0 }, 'completed'],
    ['completed', { code: 400, subcode: 8509 }, 'completed'],
    ['completed', { code: 400, subcode: 8508 }, 'cancelled'],
    ['failed', { code: 200, subcode: 8514 }, 'completed'],
    ['failed', undefined, 'other'],
    ['failed', { code: 0 }, 'other'],
    ['unknownFutureValue', undefined, undefined],
    ['unknownFutureValue', { code: 500, subcode: 8511 }, 'unplayable'],
  ])('with the status %s and %j means %s', (status, resultInfo, result) => {
    const [notice] = told(withData({ status, resultInfo }));
    expect((notice as { readonly result?: string }).result).toBe(result);
  });

  test('has no address and no token in its message', () => {
    const message = 'cannot download https://audio.example.com/a.wav?sig=secret with eyJhbGciOiJSUzI1NiJ9.e30.c2ln';
    expect(told(withData({ resultInfo: { code: 500, message } }))).toMatchObject([
      { message: 'cannot download <address> with <token>' },
    ]);
  });

  test('is not told by an operation that runs, nor by one that is none of ours', () => {
    const running = { ...withData({ status: 'running' }), changeType: 'updated' };
    const mute = withData({ '@odata.type': '#microsoft.graph.muteParticipantOperation', clientContext: 'another' });
    expect(deliver(running, mute)).toEqual([
      { ignored: { reason: 'the operation has not ended' } },
      { ignored: { reason: 'no operation waits for this type' } },
    ]);
  });
});

describe('a notification of the call', () => {
  test('tells its state and whether audio flows', () => {
    expect(told(ofCall({ state: 'Established', mediaState: { audio: 'Active' } }))).toEqual([
      { type: 'graph.CallUpdated', callId, state: 'established', audio: 'active' },
    ]);
  });

  test('tells a tone beside the state', () => {
    expect(told(ofCall({ state: 'established', toneInfo: { sequenceId: 3, tone: 'tone5' } }))).toEqual([
      { type: 'graph.CallUpdated', callId, state: 'established' },
      { type: 'graph.TonePressed', callId, sequenceId: 3, tone: 'tone5' },
    ]);
  });

  test('tells a tone by its number, also where the number is text or the tone has no readable name', () => {
    expect(told(ofCall({ toneInfo: { sequenceId: '6', tone: 'tone5' } }))).toEqual([
      { type: 'graph.TonePressed', callId, sequenceId: 6, tone: 'tone5' },
    ]);
    expect(told(ofCall({ toneInfo: { sequenceId: 7 } }))).toEqual([
      { type: 'graph.TonePressed', callId, sequenceId: 7 },
    ]);
  });

  test('tells the end by its change type or by its state, with the code pair as text', () => {
    const end = { type: 'graph.CallEnded', callId, code: 200, subCode: 5001 };
    const resultInfo = { code: '200', subcode: '5001' };
    expect(told(ofCall({ state: 'terminated', resultInfo }, 'deleted'))).toEqual([end]);
    expect(told(ofCall({ state: 'Terminated', resultInfo }))).toEqual([end]);
    expect(told(ofCall({ resultInfo }, 'deleted'))).toEqual([end]);
  });
});

test('one bad element does not hurt the others, and their order stays', () => {
  const roster = { changeType: 'updated', resourceUrl: `${callUrl}/participants`, resourceData: [{ id: null }] };
  expect(
    deliver(cancelled, 7, null, {}, { resourceUrl: '/communications/calls/a%2Fb' }, roster, ofCall({}), cancelled),
  ).toEqual([
    { notifications: [asRead] },
    { unreadable: 'not a notification: no object' },
    { unreadable: 'not a notification: no object' },
    { unreadable: 'no call is named: resourceUrl is missing or not of a call' },
    { unreadable: 'the id of the call is of no use' },
    { ignored: { reason: 'no operation waits for this resource' } },
    { ignored: { reason: 'it tells neither a state nor a tone of the call' } },
    { notifications: [asRead] },
  ]);
});

test.each([undefined, null, [], {}, { value: [] }, { value: {} }, 'text'])(
  'a delivery without a list is unreadable: %j',
  (body) => {
    expect(() => readNotifications(body)).toThrow(UnreadableDelivery);
  },
);

test('a fact has one meaning however often it is told, and the state of a call has none, for it may come back', () => {
  const meanings = (element: unknown) => told(element).map(meaningOfGraph);
  expect(meanings(cancelled)).toEqual(meanings(withData({ status: 'Failed', id: undashed(operationId) })));
  expect(meanings(ofCall({ toneInfo: { sequenceId: 3, tone: 'tone5' } }))).not.toEqual(
    meanings(ofCall({ toneInfo: { sequenceId: 4, tone: 'tone5' } })),
  );
  // Their numbers may start anew.
  expect(meanings(ofCall({ toneInfo: { sequenceId: 3, tone: 'tone5' } }))).not.toEqual(
    meanings(ofCall({ toneInfo: { sequenceId: 3, tone: 'tone6' } })),
  );
  expect(meanings(ofCall({ state: 'terminated' }))).toEqual(meanings(ofCall({}, 'deleted')));
  expect(meanings(ofCall({ state: 'hold' }))).toEqual([undefined]);
});
