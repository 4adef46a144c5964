import { expect, test } from '@jest/globals';
import { at, CANCELLED, failing, givenUp, GraphCallUnderTest, play, record } from '../../support/graph-call-machine.ts';

const start = (...args: Parameters<typeof GraphCallUnderTest.start>) => GraphCallUnderTest.start(...args);
const unanswered = failing({ class: 'ambiguous', sentBefore: true });

test('a prompt is sent when the call is ready, and is over when Graph tells so', async () => {
  const call = await start();
  const operation = await call.enqueue(1);
  expect(call.state(operation)).toBe('running');

  await call.told(call.sent[0]);

  expect(call.outcome(operation)).toEqual({ type: 'completed', code: '200', subCode: '0', evidence: 'event' });
  expect(call.region['media']).toBe('idle');
  expect(call.posts).toEqual(['playPrompt']);
});

test('several are sent in order, one POST at a time, and only the first is told as running', async () => {
  let answer: (response: object) => void = () => {};
  const call = await start({ playPrompt: () => new Promise((resolve) => (answer = resolve)) });
  const first = await call.enqueue(1);
  const second = await call.enqueue(2, record);
  expect(call.posts).toEqual(['playPrompt']);
  answer({ operationId: 'graph-1', status: 'running' });
  await call.machine.flush();
  await call.machine.flush();

  expect(call.posts).toEqual(['playPrompt', 'recordResponse']);
  expect([call.state(first), call.state(second)]).toEqual(['running', 'sent']);
  await call.told(call.sent[0]);
  expect([call.state(first), call.state(second)]).toEqual(['completed', 'running']);
});

test.each([
  ['200/8514 is completed', { code: 200, subCode: 8514, status: 'failed' }, { type: 'completed' }],
  ['400/8508 is cancelled', CANCELLED, { type: 'cancelled', how: 'unasked' }],
  ['400/8510 is silence', { code: 400, subCode: 8510, status: 'failed' }, { type: 'failed', reason: 'silence' }],
  ['500/8511 is unplayable', { code: 500, subCode: 8511, status: 'failed' }, { type: 'failed', reason: 'unplayable' }],
  [
    '500/9999 is the provider’s fault',
    { code: 500, subCode: 9999, status: 'failed' },
    { type: 'failed', reason: 'providerFault' },
  ],
])('%s', async (_, result, outcome) => {
  const call = await start();
  const operation = await call.enqueue(1, record);
  await call.told(call.sent[0], result);

  expect(call.outcome(operation)).toMatchObject({ ...outcome, code: String(result.code), evidence: 'event' });
});

test('a notification that comes before the response ends the operation, by its client context', async () => {
  const call = await start({ playPrompt: () => new Promise(() => {}) });
  const operation = await call.enqueue(1);
  await call.told(call.sent[0]);

  expect(call.outcome(operation)).toMatchObject({ type: 'completed' });
  await call.enqueue(2);
  expect(call.posts).toHaveLength(2);
});

test('a notification that has only Graph’s id is kept until a response names the id', async () => {
  let answer: (response: object) => void = () => {};
  const call = await start({ playPrompt: () => new Promise((resolve) => (answer = resolve)) });
  const operation = await call.enqueue(1);
  await call.told(undefined, { operationId: 'graph-1' });
  expect(call.state(operation)).toEqual({ sending: 'playPrompt' });
  answer({ operationId: 'graph-1', status: 'running' });
  await call.machine.flush();
  await call.machine.flush();

  expect(call.outcome(operation)).toMatchObject({ type: 'completed', evidence: 'event' });
});

test('the location of a recording is kept', async () => {
  const call = await start();
  const operation = await call.enqueue(1, record);
  await call.told(call.sent[0], { code: 200, subCode: 8515, recordingLocation: 'https://graph.example/recording' });

  expect(call.outcome(operation)).toMatchObject({ recordingLocation: 'https://graph.example/recording' });
});

test.each([
  ['is never repeated', 'atMostOnce', 'lost', 1],
  ['is sent again under a new context where the request wants it so', 'atLeastOnce', undefined, 2],
] as const)('a prompt whose answer is lost %s', async (_, onAmbiguity, outcome, sends) => {
  const call = await start({ playPrompt: unanswered });
  const operation = await call.enqueue(1, play, { onAmbiguity, notAfter: at(3_600_000) });
  await call.machine.advance(59_000);
  expect(call.posts).toHaveLength(1);
  expect(call.state(operation)).toEqual({ unanswered: 'first' });
  call.fakes.playPrompt = () => Promise.resolve({ operationId: 'graph-2', status: 'running' });
  await call.machine.advance(2_000);

  expect(call.outcome(operation)?.type).toBe(outcome);
  expect(call.posts).toHaveLength(sends);
  expect(new Set(call.sent.map(({ clientContext }) => clientContext)).size).toBe(sends);
});

test('a prompt whose answer is lost is told as completed when Graph tells so', async () => {
  const call = await start({ playPrompt: unanswered });
  const operation = await call.enqueue(1);
  await call.told(call.sent[0]);

  expect(call.outcome(operation)).toMatchObject({ type: 'completed', evidence: 'event' });
});

test('a ghost of an earlier send is told, and ends nothing', async () => {
  const call = await start({ playPrompt: unanswered });
  const operation = await call.enqueue(1, play, { onAmbiguity: 'atLeastOnce', notAfter: at(3_600_000) });
  call.fakes.playPrompt = () => Promise.resolve({ operationId: 'graph-2', status: 'running' });
  await call.machine.advance(61_000);
  await call.told(call.sent[0]);

  expect(call.record(operation)).toMatchObject({ ghosts: 1 });
  expect(call.state(operation)).toBe('running');
});

test('while an attempt that Temporal gave up may still leave, nothing else is sent', async () => {
  const call = await start({ playPrompt: givenUp });
  await call.enqueue(1);
  call.fakes.playPrompt = () => Promise.resolve({ operationId: 'graph-2', status: 'running' });
  await call.enqueue(2);
  await call.machine.advance(4_000);
  expect(call.posts).toHaveLength(1);
  await call.machine.advance(2_000);
  expect(call.posts).toHaveLength(2);
});

test('429 is waited out and sent again, in its turn', async () => {
  const call = await start({
    playPrompt: failing({ class: 'throttled', sentBefore: false, status: 429, retryAfterMs: 2_128 }),
  });
  const first = await call.enqueue(1);
  call.fakes.playPrompt = () => Promise.resolve({ operationId: 'graph-2', status: 'running' });
  const second = await call.enqueue(2);
  await call.machine.advance(2_000);
  expect(call.posts).toHaveLength(1);
  await call.machine.advance(200);

  expect(call.sent.map(({ clientContext }) => clientContext)).toEqual([`${first}:1`, `${first}:2`, `${second}:1`]);
});

test('what is throttled until its notAfter fails as throttled', async () => {
  const call = await start({
    playPrompt: failing({ class: 'throttled', sentBefore: false, status: 429, retryAfterMs: 90_000 }),
  });
  const operation = await call.enqueue(1);
  await call.machine.advance(60_000);

  expect(call.outcome(operation)).toMatchObject({ type: 'failed', reason: 'throttled', code: '429' });
});

test('a conflict is tried again until notAfter, and a failed precondition is not', async () => {
  const no = { sentBefore: false, reason: 'other' } as const;
  const call = await start({ playPrompt: failing({ class: 'conflict', status: 409, code: '8519', ...no }) });
  const conflicting = await call.enqueue(1);
  await call.machine.advance(60_000);
  const tries = call.posts.length;
  call.fakes.playPrompt = failing({ class: 'rejected', status: 412, ...no });
  const refused = await call.enqueue(2);
  await call.machine.advance(30_000);

  expect(call.outcome(conflicting)).toMatchObject({ type: 'failed', reason: 'other', code: '409', subCode: '8519' });
  expect(call.outcome(refused)).toMatchObject({ type: 'failed', reason: 'other', code: '412' });
  expect([tries > 3, call.posts.length - tries]).toEqual([true, 1]);
});

test('where a fresh token was refused as well, it fails at once', async () => {
  const refused = { class: 'credentials', sentBefore: false, status: 401, reason: 'credentials' } as const;
  const call = await start({ playPrompt: failing(refused) });
  const operation = await call.enqueue(1);
  await call.machine.flush();

  expect(call.outcome(operation)).toMatchObject({ type: 'failed', reason: 'credentials', code: '401' });
  expect(call.posts).toHaveLength(1);
});

test('a prompt that waited too long for a worker is sent once more while its notAfter is ahead', async () => {
  const tooLate = failing({ class: 'expired', sentBefore: false });
  const call = await start({ playPrompt: tooLate });
  const patient = await call.enqueue(1, play, { notAfter: at(3_600_000) });
  expect(call.outcome(patient)).toBeUndefined();
  call.fakes.playPrompt = () => Promise.resolve({ operationId: 'graph-1', status: 'running' });
  await call.machine.advance(1_000);
  expect(call.state(patient)).toBe('running');

  call.fakes.playPrompt = tooLate;
  const impatient = await call.enqueue(2);
  await call.machine.advance(60_000);
  expect(call.outcome(impatient)).toEqual({ type: 'failed', reason: 'expired', evidence: 'assumed' });
});

test('a call that Graph says to know no longer has ended, also where nobody can look', async () => {
  const gone = failing({ class: 'callEnded', sentBefore: false, status: 404, code: '8522' });
  const call = await start({ playPrompt: gone, getGraphCall: unanswered });
  await call.callIs('established', 'active');
  const operation = await call.enqueue(1);
  await call.machine.flush();

  expect(call.outcome(operation)).toEqual({ type: 'callEnded', evidence: 'response' });
  expect(call.machine.result()).toEqual({ type: 'ended', evidence: 'response' });
});

test('where no token is to be had, it is tried until notAfter', async () => {
  const call = await start({ playPrompt: failing({ class: 'credentials', sentBefore: false }) });
  const operation = await call.enqueue(1);
  await call.machine.advance(50_000);
  expect(call.outcome(operation)).toBeUndefined();
  call.fakes.playPrompt = () => Promise.resolve({ operationId: 'graph-1', status: 'running' });
  await call.machine.advance(9_000);

  expect(call.state(operation)).toBe('running');
});

test('403 is not retried, and names the permission that is missing', async () => {
  const call = await start({
    recordResponse: failing({ class: 'rejected', sentBefore: false, status: 403, code: '7504', reason: 'forbidden' }),
  });
  const operation = await call.enqueue(1, record);
  await call.machine.advance(60_000);

  expect(call.outcome(operation)).toMatchObject({
    type: 'failed',
    reason: 'forbidden',
    neededPermission: 'Calls.AccessMedia.All',
  });
  expect(call.posts).toHaveLength(1);
});

test('a lost end is found out at the time limit: the call lives, and the operation is lost', async () => {
  const call = await start();
  const operation = await call.enqueue(1);
  await call.machine.advance(61_000);

  expect(call.outcome(operation)).toEqual({ type: 'lost', evidence: 'callState' });
});

test.each(['terminating', 'terminated'])(
  'at the time limit of a call that is %s, it has ended with the call',
  async (state) => {
    const call = await start();
    const operation = await call.enqueue(1);
    call.fakes.getGraphCall = () => Promise.resolve({ found: true, state });
    await call.machine.advance(61_000);

    expect(call.outcome(operation)).toEqual({ type: 'callEnded', evidence: 'callState' });
  },
);

test('a recording that barges in is named as what ended the prompt before it', async () => {
  const call = await start();
  const prompt = await call.enqueue(1);
  await call.enqueue(2, { ...record, bargeInAllowed: true });
  await call.told(call.sent[0], CANCELLED);

  expect(call.outcome(prompt)).toMatchObject({ type: 'cancelled', how: 'bargedIn' });
});

test('a recording that was refused is not what ended the prompt before it', async () => {
  const call = await start({
    recordResponse: failing({ class: 'rejected', sentBefore: false, status: 403, reason: 'forbidden' }),
  });
  const prompt = await call.enqueue(1);
  await call.enqueue(2, { ...record, bargeInAllowed: true });
  call.fakes.getGraphCall = () => Promise.resolve({ found: true, state: 'established', audio: 'active' });
  await call.told(call.sent[0], CANCELLED);
  await call.machine.flush();

  expect(call.outcome(prompt)).toMatchObject({ type: 'cancelled', how: 'unasked' });
});

test('a notice that names nobody settles nothing', async () => {
  const call = await start({ playPrompt: () => Promise.resolve({ status: 'running' }) });
  await call.told(undefined);
  const operation = await call.enqueue(1);

  expect(call.state(operation)).toBe('running');
});

test('the same command twice is one operation, also after continue-as-new', async () => {
  const call = await start();
  const operation = await call.enqueue(1);
  await call.machine.continueAsNew();
  await call.enqueue(1);
  await expect(call.enqueue(1, play, { requestHash: 'another' })).rejects.toThrow('ENQUEUE');
  await call.told(call.sent[0]);
  await call.enqueue(1);

  expect(call.posts).toEqual(['playPrompt']);
  expect(call.outcome(operation)).toMatchObject({ type: 'completed' });
});
