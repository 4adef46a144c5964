import { expect, test } from '@jest/globals';
import type { GraphCallState } from '../../../src/contract/graph-activities.ts';
import { at, CANCELLED, failing, GraphCallUnderTest, play, record } from '../../support/graph-call-machine.ts';

const start = (...args: Parameters<typeof GraphCallUnderTest.start>) => GraphCallUnderTest.start(...args);

test('what comes before the call is established and hears audio is kept, and sent once it is', async () => {
  const call = await start({ getGraphCall: () => Promise.resolve({ found: true, state: 'establishing' }) });
  const operation = await call.enqueue(1);
  expect(call.state(operation)).toBe('held');

  await call.callIs('established', 'inactive');
  expect(call.posts).toEqual([]);
  await call.callIs('established', 'active');
  await call.callIs('established', 'active');
  await call.callIs('establishing');

  expect(call.posts).toEqual(['playPrompt']);
  expect(call.region['call']).toBe('ready');
});

test('a call of whose audio Graph says nothing is ready 2 s after it was established', async () => {
  const call = await start({ getGraphCall: () => Promise.resolve({ found: true, state: 'establishing' }) });
  await call.enqueue(1);
  await call.callIs('established');
  await call.machine.advance(1_900);
  expect([call.posts, call.region['call']]).toEqual([[], 'awaitingAudio']);
  await call.machine.advance(200);

  expect([call.posts, call.region['call']]).toEqual([['playPrompt'], 'ready']);
  expect(call.machine.view().context).toMatchObject({ audioIsAssumed: true });
});

test.each(['before', 'after'])(
  'audio that is reported as inactive is not assumed: %s its time has passed',
  async (when) => {
    const call = await start({ getGraphCall: () => Promise.resolve({ found: true, state: 'establishing' }) });
    await call.callIs('established');
    if (when === 'after') await call.machine.advance(2_100);
    await call.callIs('established', 'inactive');
    await call.enqueue(1);
    call.fakes.getGraphCall = () => Promise.resolve({ found: true, state: 'established', audio: 'inactive' });
    await call.machine.advance(10_000);
    expect(call.posts).toEqual([]);

    await call.callIs('established', 'active');
    expect(call.posts).toEqual(['playPrompt']);
  },
);

test('a call that is put on hold while a word on its audio is awaited is not ready', async () => {
  const call = await start({ getGraphCall: () => Promise.resolve({ found: true, state: 'establishing' }) });
  await call.enqueue(1);
  await call.callIs('established');
  await call.callIsOnHold();
  await call.machine.advance(3_000);

  expect(call.posts).toEqual([]);
});

test('where the notification that a call is established is lost, a look finds it out', async () => {
  const call = await start({ getGraphCall: () => Promise.resolve({ found: true, state: 'establishing' }) });
  await call.enqueue(1);
  call.fakes.getGraphCall = () => Promise.resolve({ found: true, state: 'established', audio: 'active' });
  await call.machine.advance(6_000);

  expect(call.posts).toEqual(['playPrompt']);
});

test('a call that is on hold is neither ready nor ended: commands wait until their notAfter', async () => {
  const call = await start();
  await call.callIsOnHold();
  const patient = await call.enqueue(1, play, { notAfter: at(3_600_000) });
  const impatient = await call.enqueue(2, play, { notAfter: at(20_000) });
  await call.machine.advance(30_000);
  expect(call.outcome(impatient)).toEqual({ type: 'failed', reason: 'expired', evidence: 'assumed' });
  expect(call.posts).toEqual([]);

  await call.callIs('established');

  expect(call.state(patient)).toBe('running');
});

test('what is told while the call is looked at may be newer than the answer, or older: the call is looked at again', async () => {
  const looks: ((state: GraphCallState) => void)[] = [];
  const call = await start({ getGraphCall: () => new Promise((resolve) => looks.push(resolve)) });
  await call.callIs('hold');
  looks[0]?.({ found: true, state: 'established', audio: 'active' });
  await call.enqueue(1);
  expect([call.posts, call.region['call']]).toEqual([[], 'looking']);

  looks[1]?.({ found: true, state: 'established', audio: 'active' });
  await call.machine.flush();
  await call.machine.flush();

  expect(call.posts).toEqual(['playPrompt']);
});

test('audio that becomes inactive stops what is not sent yet, unless a look says otherwise', async () => {
  const call = await start();
  await call.callIs('established', 'inactive');
  await call.enqueue(1);
  expect(call.posts).toEqual(['playPrompt']);

  call.fakes.getGraphCall = () => Promise.resolve({ found: true, state: 'established', audio: 'inactive' });
  await call.callIs('established', 'inactive');
  await call.machine.flush();
  await call.enqueue(2);
  await call.machine.advance(20_000);
  expect(call.posts).toHaveLength(1);

  await call.callIs('established', 'active');
  expect(call.posts).toHaveLength(2);
});

test('a state that nobody knows changes nothing', async () => {
  const call = await start();
  await call.callIs('teleporting');
  await call.enqueue(1);

  expect(call.posts).toEqual(['playPrompt']);
});

test('a lost end of the call is found out at the time limit of what is open', async () => {
  const call = await start();
  const operation = await call.enqueue(1);
  call.fakes.getGraphCall = () => Promise.resolve({ found: false });
  await call.machine.advance(61_000);

  expect(call.machine.result()).toEqual({ type: 'ended', evidence: 'callState' });
  expect(call.outcome(operation)).toEqual({ type: 'callEnded', evidence: 'callState' });
});

test('the end of the call settles all that is open', async () => {
  const call = await start();
  const operations = [await call.enqueue(1), await call.enqueue(2, record)];
  await call.cancelMedia();
  await call.callEnds();

  for (const operation of operations) expect(call.outcome(operation)).toEqual({ type: 'callEnded', evidence: 'event' });
  expect(call.machine.result()).toMatchObject({ type: 'ended', code: '200', subCode: '4521', evidence: 'event' });
});

test('the call is kept alive every 15 minutes, and taken for ended after 45 without success', async () => {
  const call = await start({}, {}, { replay: false });
  const asked = () => call.machine.activityCalls.filter(({ name }) => name === 'keepAlive').length;
  await call.machine.advance(46 * 60_000);
  // Soon after the adoption, and from then on every 15 minutes.
  expect(asked()).toBe(1 + 3);
  call.fakes.keepAlive = failing({ class: 'ambiguous', sentBefore: true, status: 503 });
  await call.machine.advance(46 * 60_000);

  expect(call.machine.result()).toEqual({ type: 'ended', evidence: 'assumed' });
});

test('a call is kept alive soon after its adoption: nobody knows when it was before', async () => {
  const call = await start();
  await call.machine.advance(61_000);

  expect(call.machine.activityCalls.filter(({ name }) => name === 'keepAlive')).toHaveLength(1);
});

test('a call that is looked at and found to be terminated has ended', async () => {
  const call = await start({ getGraphCall: () => Promise.resolve({ found: true, state: 'terminated' }) });
  await call.machine.flush();

  expect(call.machine.result()).toEqual({ type: 'ended', evidence: 'callState' });
});

test('a call that keepAlive does not find has ended', async () => {
  const call = await start({ keepAlive: () => Promise.resolve({ found: false }) });
  await call.machine.advance(16 * 60_000);

  expect(call.machine.result()).toEqual({ type: 'ended', evidence: 'callState' });
});

test('notifications of another tenant change nothing', async () => {
  const call = await start();
  const operation = await call.enqueue(1);
  await call.machine.notify({
    type: 'graph.CallEnded',
    callId: call.machine.view().context.call.callId,
    tenantId: '00000000-0000-4000-8000-000000000000',
  });

  expect(call.state(operation)).toBe('running');
});

test('a call that Graph does not know any more when something is sent has ended', async () => {
  const call = await start({
    playPrompt: failing({ class: 'rejected', sentBefore: false, status: 404, code: '8523' }),
  });
  call.fakes.getGraphCall = () => Promise.resolve({ found: false });
  const operation = await call.enqueue(1);
  await call.machine.flush();

  expect(call.outcome(operation)).toEqual({ type: 'callEnded', evidence: 'callState' });
});

test.each([
  ['not found', { found: false }],
  ['terminating', { found: true, state: 'terminating' }],
])('a prompt that is cancelled by nobody, of a call that is %s, has ended with the call', async (_, look) => {
  const call = await start();
  const operation = await call.enqueue(1);
  call.fakes.getGraphCall = () => Promise.resolve(look);
  await call.told(call.sent[0], CANCELLED);

  expect(call.outcome(operation)).toEqual({ type: 'callEnded', evidence: 'callState' });
});
