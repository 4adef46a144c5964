import { describe, expect, test } from '@jest/globals';
import { alice, codeOf, errorOf, pair, useBench } from './bench.ts';

const bench = useBench();

describe('faults on demand', () => {
  test('rules of an operation are used up in order, and other operations are not hit', async () => {
    await bench.control.addFault(
      {
        operation: 'addParticipant',
        kind: 'respond',
        at: 'beforeExecuting',
        status: 429,
        code: '8516',
        retryAfter: '0.5',
      },
      { operation: 'addParticipant', kind: 'respond', at: 'arrival', status: 500, times: 2 },
    );
    const limited = await bench.add();
    expect(limited.headers.get('retry-after')).toBe('0.5');
    expect(await errorOf(limited)).toMatchObject({ status: 429, code: '8516' });
    expect((await bench.control.request('GET', bench.path())).status).toBe(200);
    expect([await codeOf(bench.add()), await codeOf(bench.add()), await codeOf(bench.add())]).toEqual([
      '500',
      '500',
      '202',
    ]);
    expect((await bench.control.ledger()).summary.operations.addParticipant).toMatchObject({ executed: 1, faults: 3 });
  });

  test.each([
    ['arrival', 0],
    ['beforeExecuting', 0],
    ['afterExecuting', 1],
  ] as const)(
    'a connection that is reset at %s has executed %d adds, and the repeat makes it one',
    async (at, executed) => {
      await bench.control.addFault({ operation: 'addParticipant', kind: 'reset', at });
      const headers = pair();
      expect(await codeOf(bench.add({}, headers))).toBe('ECONNRESET');
      expect(await bench.control.executed('addParticipant')).toBe(executed);
      expect(await codeOf(bench.add({}, headers))).toBe('202');
      expect(await bench.control.executed('addParticipant')).toBe(1);
    },
  );

  test('a request that is held on its way is overtaken by its repeat, and then answered from memory', async () => {
    await bench.control.addFault({ operation: 'addParticipant', kind: 'hold', at: 'arrival', name: 'late' });
    const headers = pair();
    const late = bench.add({}, headers);
    await bench.control.untilHeld('late');
    const overtaking = await (await bench.add({}, headers)).text();
    expect(await bench.control.release('late')).toBe(1);
    expect(await (await late).text()).toBe(overtaking);
    expect(await bench.control.executed('addParticipant')).toBe(1);
  });

  test('while the response is held the person can answer and the event arrives before the response', async () => {
    await bench.control.addFault({ operation: 'addParticipant', kind: 'hold', at: 'afterExecuting', name: 'response' });
    let answered = false;
    const add = bench.add().finally(() => (answered = true));
    await bench.control.untilHeld('response');
    await bench.control.answer({ callConnectionId: bench.callId });
    await bench.receiver.until('AddParticipantSucceeded');
    expect(answered).toBe(false);
    await bench.control.release('response');
    expect((await add).status).toBe(202);
  });

  test('a delayed response comes of itself; before, its event has arrived', async () => {
    const fault = { operation: 'addParticipant', kind: 'delay', at: 'afterExecuting' } as const;
    await bench.control.addFault({ ...fault, delayMs: 3_600_000 }, { ...fault, delayMs: 1 });
    await bench.control.setSwitches({ person: { onInvite: 'accept' } });
    const client = new AbortController();
    const body = { participantToAdd: { communicationUser: { id: alice } } };
    let answered = false;
    const add = bench.control
      .request('POST', bench.path('/participants:add'), body, {}, client.signal)
      .then(() => (answered = true))
      .catch(() => 'gave up');
    await bench.receiver.until('AddParticipantSucceeded');
    expect(answered).toBe(false);
    client.abort();
    expect(await add).toBe('gave up');
    expect((await bench.add()).status).toBe(202);
  });

  test('a repeat overtakes a request that is delayed on its way in', async () => {
    await bench.control.addFault({ operation: 'addParticipant', kind: 'delay', at: 'arrival', delayMs: 150 });
    const headers = pair();
    const [late, overtaking] = await Promise.all([bench.add({}, headers), bench.add({}, headers)]);
    expect(await late.text()).toBe(await overtaking.text());
    expect(await bench.control.executed('addParticipant')).toBe(1);
  });

  test('a request that is never answered leaves the client waiting, and is executed where the rule says so', async () => {
    await bench.control.addFault({ operation: 'addParticipant', kind: 'noAnswer', at: 'afterExecuting' });
    let answered = false;
    void codeOf(bench.add()).then(() => (answered = true));
    await bench.control.untilRequests('executed', 'addParticipant');
    expect(await codeOf(bench.add())).toBe('202');
    const { requests } = await bench.control.ledger();
    expect(requests.at(-2)).toMatchObject({ outcome: 'neverAnswered', status: null, executed: true });
    expect(answered).toBe(false);
  });

  test('a 202 can come with an empty body or an unreadable one', async () => {
    await bench.control.addFault(
      { operation: 'addParticipant', kind: 'emptyBody' },
      { operation: 'addParticipant', kind: 'respond', at: 'afterExecuting', status: 202, body: '<html>' },
    );
    const [empty, unreadable] = [await bench.add(), await bench.add()];
    expect([empty.status, await empty.text()]).toEqual([202, '']);
    expect([unreadable.status, await unreadable.text()]).toEqual([202, '<html>']);
  });

  test('a request that arrives after its client has given up is executed, and its events come', async () => {
    await bench.control.setSwitches({ person: { onInvite: 'accept' } });
    await bench.control.addFault({ operation: 'addParticipant', kind: 'hold', at: 'arrival', name: 'late' });
    const client = new AbortController();
    const body = { participantToAdd: { communicationUser: { id: alice } } };
    const add = bench.control
      .request('POST', bench.path('/participants:add'), body, {}, client.signal)
      .catch(() => 'gave up');
    await bench.control.untilHeld('late');
    client.abort();
    expect(await add).toBe('gave up');
    await bench.control.release('late');
    await bench.receiver.until('AddParticipantSucceeded');
  });

  test('a rule for one call leaves the others alone', async () => {
    await bench.control.addFault({
      operation: 'getCall',
      kind: 'respond',
      at: 'arrival',
      status: 500,
      callConnectionId: 'another',
    });
    expect((await bench.control.request('GET', bench.path())).status).toBe(200);
  });

  test('a rule that is not complete or not known is refused with a sentence', async () => {
    await expect(bench.control.addFault({ operation: 'getCall', kind: 'respond', at: 'arrival' })).rejects.toThrow(
      'status is required.',
    );
    await expect(bench.control.addFault({ operation: 'getCall', kind: 'reset' })).rejects.toThrow(
      'at is required: one of arrival,',
    );
    await expect(bench.control.addFault({ operation: 'play' as 'getCall', kind: 'reset' })).rejects.toThrow(
      'operation must be one of:',
    );
    await expect(bench.control.release('nothing')).rejects.toThrow('Nothing is held as nothing.');
    await expect(bench.control.untilHeld('nothing', 20)).rejects.toThrow('Nothing was held as nothing in time.');
  });
});
