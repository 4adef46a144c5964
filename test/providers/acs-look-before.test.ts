import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createAcsActivities } from '../../src/activities/acs.ts';
import type { AddParticipantRequest } from '../../src/contract/acs-activities.ts';
import { addRequest, gatewayTo } from '../support/acs-requests.ts';
import { RecordingServer } from '../support/recording-server.ts';
import type { Behaviour } from '../support/recording-server.ts';

let acs: RecordingServer;
let activities: ReturnType<typeof createAcsActivities>;

beforeAll(async () => {
  acs = await RecordingServer.start();
  activities = createAcsActivities({ gateway: gatewayTo(acs.origin) });
});
afterAll(() => acs.close());

const present: Behaviour = { status: 200, body: { identifier: { rawId: '4:+14255550123' }, isMuted: false } };
const absent: Behaviour = { status: 404, body: { error: { code: '8522', message: 'not found' } } };

const logger = new DefaultLogger('ERROR', () => undefined);

/** Looks are answered with the one, adds with the other. */
const answering = (toLook: Behaviour, toAdd: Behaviour) =>
  acs.answering(({ method }) => (method === 'GET' ? toLook : toAdd));

interface Circumstances {
  readonly attempt?: number;
  readonly changes?: Partial<AddParticipantRequest>;
}

async function add({ attempt = 1, changes }: Circumstances = {}) {
  const environment = new MockActivityEnvironment({ attempt }, { logger });
  const result: unknown = await environment
    .run(activities.addParticipant, addRequest({ lookBefore: true, ...changes }))
    .catch((error: unknown) => error);
  return { result, asked: acs.requests.map(({ method }) => method) };
}

test.each([
  ['present', present, true],
  ['absent', absent, false],
])(
  'a first attempt looks first, adds all the same, and tells that the person was %s',
  async (_, look, presentBefore) => {
    answering(look, { status: 202, body: { invitationId: 'i-1' } });
    const { result, asked } = await add();
    expect(result).toMatchObject({ invitationId: 'i-1', presentBefore });
    expect(asked).toEqual(['GET', 'POST']);
  },
);

test.each<[string, Behaviour]>([
  ['is refused', { status: 403 }],
  ['is throttled', { status: 429 }],
  ['breaks', 'reset'],
  ['is not answered in time', 'silence'],
  ['cannot be read', { status: 200, body: 'x' }],
])('where the look %s nobody knows, and the add goes on', async (_, look) => {
  answering(look, { status: 202, body: { invitationId: 'i-1' } });
  const { result, asked } = await add({ changes: { httpTimeoutMs: 30_000 } });
  expect(result).toEqual({ invitationId: 'i-1', answeredAt: expect.any(String) });
  expect(asked).toEqual(['GET', 'POST']);
});

test('an add waits two seconds for the look, however long a request may take', async () => {
  answering('silence', { status: 202, body: { invitationId: 'i-1' } });
  const before = performance.now();
  const { result } = await add({ changes: { httpTimeoutMs: 30_000 } });
  expect(result).toMatchObject({ invitationId: 'i-1' });
  // Far more than two seconds, and far less than thirty: how busy the machine is does not matter.
  expect(performance.now() - before).toBeLessThan(15_000);
});

test('a failure tells what the look saw', async () => {
  answering(present, { status: 503 });
  const { result } = await add();
  expect(result).toBeInstanceOf(ApplicationFailure);
  expect(result).toMatchObject({ type: 'ambiguous', details: [{ class: 'ambiguous', presentBefore: true }] });
});

test('a later attempt does not look', async () => {
  answering(present, { status: 202, body: {} });
  const { result, asked } = await add({ attempt: 2 });
  expect(asked).toEqual(['POST']);
  expect(result).toEqual({ answeredAt: expect.any(String) });
});

test('nothing is looked at where an earlier activity may have sent the pair, where nobody asks, or where it is too late', async () => {
  answering(present, { status: 202 });
  expect((await add({ changes: { sentBefore: true } })).asked).toEqual(['POST']);
  answering(present, { status: 202 });
  expect((await add({ changes: { lookBefore: false } })).asked).toEqual(['POST']);
  answering(present, { status: 202 });
  expect((await add({ changes: { notAfter: new Date(Date.now() - 1).toISOString() } })).asked).toEqual([]);
});

test('an add whose time runs out while it looks is not sent', async () => {
  const notAfter = new Date(Date.now() + 60_000).toISOString();
  const clock = jest.spyOn(Date, 'now');
  acs.answering(({ method }) => {
    clock.mockReturnValue(Date.parse(notAfter) + 1);
    return method === 'GET' ? present : { status: 202 };
  });
  const { result, asked } = await add({ changes: { notAfter } }).finally(() => clock.mockRestore());
  expect(asked).toEqual(['GET']);
  expect(result).toMatchObject({ type: 'expired', details: [{ sentBefore: false }] });
});

test('an add that has begun is not given up when it is cancelled', async () => {
  answering(absent, { status: 202, body: { invitationId: 'i-1' } });
  const environment = new MockActivityEnvironment({}, { logger });
  const run = environment.run(activities.addParticipant, addRequest({ lookBefore: true }));
  environment.cancel();
  expect(await run).toMatchObject({ invitationId: 'i-1', presentBefore: false });
});

test('a defect in what is looked for is a defect of the add', async () => {
  const defective = addRequest({ lookBefore: true, participant: undefined as never });
  await expect(
    new MockActivityEnvironment({}, { logger }).run(activities.addParticipant, defective),
  ).rejects.toMatchObject({
    type: 'Defect',
    message: 'addParticipant failed by a defect (attempt 1): TypeError',
  });
});
