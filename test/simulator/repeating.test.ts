import { describe, expect, test } from '@jest/globals';
import { errorOf, pair, useBench } from './bench.ts';

const bench = useBench();

describe('repeating a request', () => {
  test('a repeat of an add under the same pair is answered from memory, byte for byte, and executed once', async () => {
    const headers = pair();
    const first = await bench.add({}, headers);
    const repeat = await bench.add({}, headers);
    expect([first.status, repeat.status]).toEqual([202, 202]);
    expect(first.headers.get('repeatability-result')).toBe('accepted');
    expect(await repeat.text()).toBe(await first.text());
    const { summary, requests, invitations } = await bench.control.ledger();
    expect(summary.operations.addParticipant).toMatchObject({ executed: 1, repeats: 1 });
    expect(requests.slice(-2).map(({ executed, repeat: isRepeat }) => [executed, isRepeat])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(invitations).toHaveLength(1);
  });

  test('also after a 5xx answer that the add was executed behind', async () => {
    await bench.control.addFault({
      operation: 'addParticipant',
      kind: 'respond',
      at: 'afterExecuting',
      status: 503,
      retryAfter: '1',
    });
    const headers = pair();
    const first = await bench.add({}, headers);
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await bench.add({}, headers)).status).toBe(202);
    expect(await bench.control.executed('addParticipant')).toBe(1);
  });

  test('a 5xx answer that is itself remembered is what repeats get', async () => {
    await bench.control.addFault({
      operation: 'addParticipant',
      kind: 'respond',
      at: 'afterExecuting',
      status: 500,
      remember: 'sent',
    });
    const headers = pair();
    const first = await (await bench.add({}, headers)).text();
    const repeat = await bench.add({}, headers);
    expect([repeat.status, await repeat.text()]).toEqual([500, first]);
    expect(await bench.control.executed('addParticipant')).toBe(1);
  });

  test('a repeat after a 5xx answer is executed again where the switch says so', async () => {
    await bench.control.setSwitches({ repeatAfter5xx: 'executeAgain' });
    await bench.control.addFault({ operation: 'addParticipant', kind: 'respond', at: 'afterExecuting', status: 503 });
    const headers = pair();
    await bench.add({}, headers);
    await bench.add({}, headers);
    await bench.add({}, headers);
    expect((await bench.control.ledger()).summary.operations.addParticipant).toMatchObject({ executed: 2, repeats: 1 });
  });

  test('a repeat after a refusal is answered with the same refusal', async () => {
    const headers = pair();
    await bench.add({ invitationTimeoutInSeconds: 999 }, headers);
    expect((await bench.add({ invitationTimeoutInSeconds: 999 }, headers)).status).toBe(400);
    expect((await bench.control.ledger()).summary.operations.addParticipant).toMatchObject({
      executed: 0,
      repeats: 1,
      refused: 1,
    });
  });

  test('a cancel and a creation of a call are executed once under their pair', async () => {
    const { invitationId } = await bench.added();
    const [cancelPair, createPair] = [pair(), pair()];
    for (let time = 0; time < 2; time += 1) {
      expect((await bench.cancel(invitationId, {}, cancelPair)).status).toBe(202);
      const body = { targets: [{ communicationUser: { id: '8:acs:x_y' } }], callbackUri: bench.receiver.url('/call') };
      expect((await bench.control.request('POST', '/calling/callConnections', body, createPair)).status).toBe(201);
    }
    const { operations } = (await bench.control.ledger()).summary;
    expect(operations.cancelAddParticipant).toMatchObject({ executed: 1, repeats: 1 });
    expect(operations.createCall).toMatchObject({ executed: 2, repeats: 1 });
  });

  test('requests without the pair are executed each time', async () => {
    await bench.add();
    const second = await bench.add();
    expect(second.headers.has('repeatability-result')).toBe(false);
    expect(await bench.control.executed('addParticipant')).toBe(2);
  });

  test.each([
    ['the id without the time', { 'repeatability-request-id': pair()['repeatability-request-id'] }],
    ['the time without the id', { 'repeatability-first-sent': new Date().toUTCString() }],
    ['an id that is no UUID', { ...pair(), 'repeatability-request-id': 'abc' }],
    [
      'an id that is no version 4 UUID',
      { ...pair(), 'repeatability-request-id': 'a0eebc99-9c0b-1ef8-bb6d-6bb9bd380a11' },
    ],
    ['a time that is no IMF-fixdate', { ...pair(), 'repeatability-first-sent': new Date().toISOString() }],
  ])('%s is refused with 400', async (_what, headers) => {
    const response = await bench.add({}, headers as Record<string, string>);
    expect([response.status, response.headers.get('repeatability-result')]).toEqual([400, 'rejected']);
    expect(await bench.control.executed('addParticipant')).toBe(0);
  });

  test.each([-301_000, 360_000])(
    'a First-Sent that is %d ms off is refused with 412, also for a pair seen before',
    async (off) => {
      const response = await bench.add({}, pair(new Date(Date.now() + off)));
      expect([response.status, response.headers.get('repeatability-result')]).toEqual([412, 'rejected']);
      const headers = pair();
      await bench.add({}, headers);
      await bench.control.setSwitches({ clockOffsetMs: 302_000 });
      expect((await bench.add({}, headers)).status).toBe(412);
      expect(await bench.control.executed('addParticipant')).toBe(1);
    },
  );

  test('the same id with another body, path or time is refused with 400', async () => {
    const headers = pair();
    const { invitationId } = (await (await bench.add({}, headers)).json()) as { invitationId: string };
    const otherTime = { ...headers, 'repeatability-first-sent': new Date(Date.now() - 60_000).toUTCString() };
    for (const response of [
      await bench.add({ a: 1 }, headers),
      await bench.cancel(invitationId, {}, headers),
      await bench.add({}, otherTime),
    ]) {
      expect([response.status, response.headers.get('repeatability-result')]).toEqual([400, 'rejected']);
    }
    expect(await bench.control.executed('addParticipant')).toBe(1);
  });

  test.each([
    { at: 'beforeExecuting', stillRunning: false },
    { at: 'afterExecuting', stillRunning: true },
  ] as const)('a repeat while the first is still running ($at) is answered 409', async (hold) => {
    await bench.control.addFault({ operation: 'addParticipant', kind: 'hold', name: 'slow', ...hold });
    const headers = pair();
    const first = bench.add({}, headers);
    await bench.control.untilHeld('slow');
    expect((await bench.add({}, headers)).status).toBe(409);
    await bench.control.release('slow');
    expect((await first).status).toBe(202);
    expect((await bench.add({}, headers)).status).toBe(202);
    expect(await bench.control.executed('addParticipant')).toBe(1);
  });

  test('with the headers ignored every repeat is executed', async () => {
    await bench.control.setSwitches({ repeatability: 'ignore' });
    const headers = pair(new Date(0));
    const response = await bench.add({}, headers);
    expect(response.headers.has('repeatability-result')).toBe(false);
    await bench.add({}, headers);
    expect(await bench.control.executed('addParticipant')).toBe(2);
  });

  test('without support for repeatability valid headers are answered 501', async () => {
    await bench.control.setSwitches({ repeatability: 'unsupported' });
    expect((await errorOf(await bench.add({}, pair()))).status).toBe(501);
    expect((await bench.add()).status).toBe(202);
  });
});
