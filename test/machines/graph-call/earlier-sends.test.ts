import { expect, test } from '@jest/globals';
import { at, CANCELLED, failing, GraphCallUnderTest, play, record } from '../../support/graph-call-machine.ts';

const unanswered = failing({ class: 'ambiguous', sentBefore: true });
const accept = () => Promise.resolve({ operationId: 'graph-2', status: 'running' });
const repeated = { onAmbiguity: 'atLeastOnce', notAfter: at(3_600_000) } as const;

/** A prompt whose first answer was lost, and which waits to be sent again. */
async function toBeSentAgain() {
  const call = await GraphCallUnderTest.start({ playPrompt: unanswered });
  const operation = await call.enqueue(1, play, repeated);
  await call.callIsOnHold();
  await call.machine.advance(61_000);
  expect(call.state(operation)).toBe('held');
  return { call, operation };
}

test('a prompt that was heard is not sent again, whenever Graph tells so', async () => {
  const { call, operation } = await toBeSentAgain();
  await call.told(call.sent[0]);
  await call.callIs('established');
  await call.machine.advance(60_000);

  expect(call.outcome(operation)).toMatchObject({ type: 'completed', evidence: 'event' });
  expect(call.posts).toEqual(['playPrompt']);
});

test('an earlier send that failed is a ghost, also while the next one backs off', async () => {
  const { call, operation } = await toBeSentAgain();
  call.fakes.playPrompt = failing({ class: 'throttled', sentBefore: false, status: 429, retryAfterMs: 5_000 });
  await call.callIs('established');
  expect(call.state(operation)).toBe('backingOff');
  await call.told(call.sent[0], { code: 500, subCode: 8511, status: 'failed' });
  call.fakes.playPrompt = accept;
  await call.machine.advance(5_000);

  expect(call.record(operation)).toMatchObject({ ghosts: 1 });
  expect(call.state(operation)).toBe('running');
});

test('an earlier send that is told after the end is a ghost', async () => {
  const { call, operation } = await toBeSentAgain();
  call.fakes.playPrompt = accept;
  await call.callIs('established');
  await call.told(call.sent[1]);
  await call.told(call.sent[0]);

  expect(call.record(operation)).toMatchObject({ outcome: { type: 'completed' }, ghosts: 1 });
});

test('what Graph has accepted is not sent again, also where its answer names no operation', async () => {
  const call = await GraphCallUnderTest.start({ playPrompt: () => Promise.resolve({ status: 'running' }) });
  const operation = await call.enqueue(1, play, repeated);
  await call.machine.advance(61_000);

  expect(call.outcome(operation)).toEqual({ type: 'lost', evidence: 'callState' });
  expect(call.posts).toEqual(['playPrompt']);
});

test('what a recording of ours has barged in on is not sent again', async () => {
  const call = await GraphCallUnderTest.start({ playPrompt: unanswered });
  const operation = await call.enqueue(1, play, repeated);
  await call.enqueue(2, { ...record, bargeInAllowed: true });
  await call.machine.advance(61_000);

  expect(call.outcome(operation)).toEqual({ type: 'lost', evidence: 'callState' });
  expect(call.posts).toEqual(['playPrompt', 'recordResponse']);
});

test.each([
  ['its notAfter passes', (call: GraphCallUnderTest) => call.machine.advance(3_600_000)],
  ['the media is cancelled', (call: GraphCallUnderTest) => call.cancelMedia('cancel-2')],
])(
  'a prompt that a late cancel ended, and that is not sent again because %s, is told as cancelled',
  async (_, ends) => {
    const call = await GraphCallUnderTest.start({ cancelMediaProcessing: unanswered }, {}, { replay: false });
    await call.cancelMedia();
    await call.machine.advance(40_000);
    const operation = await call.enqueue(1, play, repeated);
    await call.callIsOnHold();
    await call.told(call.sent.at(-1), CANCELLED);
    expect(call.state(operation)).toBe('held');
    await ends(call);

    expect(call.outcome(operation)).toMatchObject({ type: 'cancelled', how: 'lateCancel', evidence: 'event' });
  },
);

test.each([
  ['lost', { code: 400, subCode: 8508, status: 'failed' }, 'failed/400/8508 (send 1)'],
  ['lost', { code: 500, subCode: 8511, status: 'failed' }, 'failed/500/8511 (send 1)'],
  ['completed', CANCELLED, 'failed/400/8508 (send 1)'],
])('an operation that is told as %s is contradicted by %o', async (type, said, contradiction) => {
  const call = await GraphCallUnderTest.start();
  const operation = await call.enqueue(1);
  if (type === 'completed') await call.told(call.sent[0]);
  else await call.machine.advance(61_000);
  await call.told(call.sent[0], said);

  expect(call.record(operation)).toMatchObject({ outcome: { type }, contradictions: [contradiction] });
});

test('where a recording is kept is told, also after its outcome', async () => {
  const call = await GraphCallUnderTest.start();
  const operation = await call.enqueue(1, record);
  await call.machine.advance(61_000);
  await call.told(call.sent[0], { recordingLocation: 'https://graph.example/recording' });

  expect(call.record(operation)).toMatchObject({
    outcome: { type: 'lost' },
    recordingLocation: 'https://graph.example/recording',
    contradictions: ['completed/200/0 (send 1)'],
  });
});
