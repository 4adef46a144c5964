import { describe, expect, test } from '@jest/globals';
import { prompt, useGraphBench } from './graph-bench.ts';

const bench = useGraphBench();

const bodyOf = async (response: Response) => (await response.json()) as Record<string, unknown>;
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('the media queue', () => {
  test('a prompt is answered with a running operation and its Location, and its end is told as deleted', async () => {
    await bench.control.setSwitches({ promptDurationMs: 5, enumCase: 'camel', resultNumbers: 'number' });
    const response = await bench.play('one');
    expect(response.status).toBe(200);
    const body = await bodyOf(response);
    expect(body).toMatchObject({
      '@odata.type': '#microsoft.graph.playPromptOperation',
      id: expect.stringMatching(guid),
      status: 'running',
      clientContext: 'one',
    });
    const location = `${bench.control.baseUrl}${bench.path()}/operations/${String(body['id'])}`;
    expect(response.headers.get('location')).toBe(location);
    const notice = await bench.receiver.ended('one');
    expect(notice).toMatchObject({
      changeType: 'deleted',
      resourceData: { status: 'completed', resultInfo: { code: 200, subcode: 0 } },
    });
  });

  test('prompts and recordings share one queue: one runs, and the next begins when it has ended', async () => {
    await bench.play('first');
    await bench.record('second');
    await bench.play('third');
    const ids = (await bench.call()).operations.map(({ operationId }) => operationId);
    expect(await bench.call()).toMatchObject({ running: ids[0], queued: ids.slice(1) });
    await bench.control.finish(bench.callId);
    expect(await bench.call()).toMatchObject({ running: ids[1], queued: ids.slice(2) });
    await bench.control.finish(ids[1] ?? '', { how: 'completed' });
    await bench.control.finish(ids[2] ?? '', { how: 'failed', code: 500, subcode: 9999 });
    expect(await bench.call()).toMatchObject({ running: null, queued: [] });
    expect(await bench.receiver.ended('second')).toMatchObject({
      resourceData: { recordingLocation: expect.stringMatching(/^https:/) },
    });
    await bench.receiver.ended('third');
    expect((await bench.call()).operations.map(({ state }) => state)).toEqual(['completed', 'completed', 'failed']);
    await expect(bench.control.finish(bench.callId)).rejects.toThrow('Nothing of that id is running.');
  });

  test('the prompts of one request are heard in order, and those after a cancel are not', async () => {
    const [heard, cut, never] = ['https://p.invalid/1', 'https://p.invalid/2', 'https://p.invalid/3'];
    await bench.control.setSwitches({ mediaDurations: { [heard]: 1 } });
    await bench.play('several', heard, cut, never);
    for (;;) {
      const [, second] = (await bench.truth('several'))?.prompts ?? [];
      if (second?.beganAt) break;
    }
    await bench.cancel();
    const prompts = (await bench.truth('several'))?.prompts;
    expect(prompts).toMatchObject([
      { uri: heard, endedAt: expect.any(String) },
      { uri: cut, endedAt: expect.any(String) },
      { uri: never, beganAt: null, endedAt: null },
    ]);
  });

  test('a cancel is completed at once, ends what runs and what waits, and is itself not told', async () => {
    await bench.control.setSwitches({ enumCase: 'camel' });
    await bench.record('running');
    await bench.play('waiting');
    const body = await bodyOf(await bench.cancel('the cancel'));
    expect(body).toMatchObject({
      '@odata.type': '#microsoft.graph.cancelMediaProcessingOperation',
      status: 'completed',
      clientContext: 'the cancel',
    });
    const cancelled = { status: 'failed', resultInfo: { code: 400, subcode: 8508 } };
    expect(await bench.receiver.ended('running')).toMatchObject({
      changeType: 'deleted',
      resourceData: { ...cancelled, recordingLocation: '', recordingAccessToken: '' },
    });
    expect(await bench.receiver.ended('waiting')).toMatchObject({ resourceData: cancelled });
    const { cancels, operations, running } = await bench.call();
    expect(running).toBeNull();
    expect(cancels).toMatchObject([
      { operationId: body['id'], killed: operations.map(({ operationId }) => operationId) },
    ]);
    expect(operations.map(({ killedBy, state }) => [killedBy, state])).toEqual([
      [body['id'], 'cancelled'],
      [body['id'], 'cancelled'],
    ]);
    expect(bench.receiver.about('the cancel')).toEqual([]);
  });

  test.each([
    ['runningOnly', ['running']],
    ['none', []],
  ] as const)('which of the cancelled ones are told is a switch: %s', async (cancelNotices, told) => {
    await bench.control.setSwitches({ cancelNotices });
    await bench.play('running');
    await bench.play('waiting');
    await bench.cancel();
    await bench.play('later');
    await bench.control.finish(bench.callId);
    await bench.receiver.ended('later');
    const contexts = bench.receiver.notices.map(({ resourceData }) => resourceData.clientContext);
    expect(contexts).toEqual([...told, 'later']);
  });

  test('a recording that may barge in ends the others and runs', async () => {
    await bench.play('running');
    await bench.play('waiting');
    const { id } = await bodyOf(
      await bench.record('barging', { bargeInAllowed: true, prompts: [prompt('https://p/x')] }),
    );
    expect(await bench.truth('running')).toMatchObject({ state: 'cancelled', killedBy: id });
    expect(await bench.truth('waiting')).toMatchObject({ state: 'cancelled', killedBy: id, beganAt: null });
    expect((await bench.call()).running).toBe(id);
    await bench.receiver.ended('waiting');
  });

  test('a cancel that executes late kills the prompt that came after', async () => {
    await bench.control.addFault({ operation: 'cancelMediaProcessing', kind: 'hold', at: 'arrival', name: 'late' });
    await bench.play('meant');
    const late = bench.cancel('late cancel');
    await bench.control.untilHeld('late');
    await bench.control.finish(bench.callId);
    await bench.play('not meant');
    await bench.control.release('late');
    const { id } = await bodyOf(await late);
    expect(await bench.truth('meant')).toMatchObject({ state: 'completed', killedBy: null });
    expect(await bench.truth('not meant')).toMatchObject({ state: 'cancelled', killedBy: id });
  });

  test('what waits is answered as not started where the switch says so, and can be read while it is open', async () => {
    await bench.control.setSwitches({ queuedStatus: 'notStarted', enumCase: 'camel' });
    await bench.play('first');
    const second = await bodyOf(await bench.play('second'));
    expect(second['status']).toBe('notStarted');
    const read = () => bench.control.request('GET', bench.path(`/operations/${String(second['id'])}`));
    expect(await bodyOf(await read())).toMatchObject({ id: second['id'], status: 'notStarted' });
    await bench.cancel();
    expect((await read()).status).toBe(404);
    await bench.control.setSwitches({ finishedOperations: 'readable' });
    expect(await bodyOf(await read())).toMatchObject({ status: 'failed', resultInfo: { subcode: 8508 } });
  });
});
