import { describe, expect, test } from '@jest/globals';
import { otherTenantId, prompt, tenantId, useGraphBench } from './graph-bench.ts';
import { errorOf } from './bench.ts';

const bench = useGraphBench();

const states = () => bench.receiver.notices.map(({ resourceData }) => resourceData.state);
const newCall = () => ({
  callbackUri: bench.receiver.url,
  tenantId,
  mediaConfig: { '@odata.type': '#microsoft.graph.serviceHostedMediaConfig' },
});
const create = (body: object = newCall()) => bench.control.request('POST', '/v1.0/communications/calls', body);

describe('a call', () => {
  test('is created as establishing, told as established, read, and ended', async () => {
    const created = await create();
    expect(created.status).toBe(201);
    const { id, state } = (await created.json()) as { id: string; state: string };
    expect(state).toBe('establishing');
    await bench.control.untilWebhooks('delivered', 'established', 2);
    const path = `/v1.0/communications/calls/${id}`;
    const read = await (await bench.control.request('GET', path)).json();
    expect(read).toMatchObject({ id, state: 'established', mediaState: { audio: 'active' }, tenantId });
    const ended = await bench.control.request('DELETE', path);
    expect([ended.status, await ended.text()]).toEqual([204, '']);
    const terminated = await bench.receiver.until(({ resourceData }) => resourceData.state === 'terminated');
    expect(terminated).toMatchObject({
      changeType: 'deleted',
      resourceData: { resultInfo: { code: 200, subcode: 7000 } },
    });
    expect(states()).toEqual(['establishing', 'established', 'terminating', 'terminated']);
  });

  test.each([
    ['GET', '', undefined],
    ['DELETE', '', undefined],
    ['POST', '/keepAlive', undefined],
    ['POST', '/cancelMediaProcessing', { clientContext: 'x' }],
    ['POST', '/playPrompt', { prompts: [prompt('https://p.invalid/x')] }],
  ])('that has ended is answered 404 with 8522 to %s %s', async (method, action, body) => {
    await bench.control.hangUp(bench.callId);
    const refused = await errorOf(await bench.control.request(method, bench.path(action), body));
    expect(refused).toMatchObject({
      status: 404,
      code: '8522',
      message: 'Call not found.',
      innerError: { 'request-id': expect.any(String) },
    });
  });

  test('is found by its id in any form, below every root, and by actions with their namespace', async () => {
    const undashed = bench.callId.replaceAll('-', '').toUpperCase();
    for (const path of [`/beta/app/calls/${undashed}`, `/beta/communications/calls/${bench.callId}`])
      expect((await bench.control.request('POST', `${path}/microsoft.graph.keepAlive`)).status).toBe(200);
    expect((await bench.call()).keepAlives).toHaveLength(2);
  });

  test('that is not kept alive for 45 minutes of the movable clock ends with 408/8537', async () => {
    await bench.control.setSwitches({ clockOffsetMs: 44 * 60_000 });
    expect((await bench.post('keepAlive')).status).toBe(200);
    await bench.control.setSwitches({ clockOffsetMs: 88 * 60_000 });
    expect((await bench.control.request('GET', bench.path())).status).toBe(200);
    await bench.control.setSwitches({ clockOffsetMs: 90 * 60_000 });
    expect((await bench.control.request('GET', bench.path())).status).toBe(404);
    expect((await bench.call()).result).toMatchObject({ code: 408, subcode: 8537 });
  });

  test('that is incoming is told as created, answered with 202, and then established', async () => {
    const call = { callbackUri: bench.receiver.url, tenantId, state: 'incoming' as const };
    const callId = await bench.control.createCall(call);
    await bench.receiver.until(({ changeType }) => changeType === 'created');
    const path = `/v1.0/communications/calls/${callId}/answer`;
    expect((await bench.control.request('POST', path, newCall())).status).toBe(202);
    await bench.receiver.until(({ resourceData }) => resourceData.state === 'established');
    expect(states()).toEqual(['incoming', 'establishing', 'established']);
  });

  test('that is incoming and not answered in time ends', async () => {
    await bench.control.setSwitches({ answerWithinMs: 5 });
    await bench.control.createCall({ callbackUri: bench.receiver.url, tenantId, state: 'incoming' });
    await bench.receiver.until(({ resourceData }) => resourceData.state === 'terminated');
  });

  test.each([
    ['twice', ['establishing', 'established', 'established']],
    ['swapped', ['established', 'establishing']],
  ] as const)('is told as established %s where the switch says so', async (established, told) => {
    await bench.control.setSwitches({ established });
    await create();
    await bench.control.untilWebhooks('delivered', told.at(-1) ?? 'established', established === 'twice' ? 3 : 2);
    expect(states()).toEqual(told);
  });

  test('is established when told to, changes by control, and takes media only when it is ready', async () => {
    await bench.control.setSwitches({ establishAfterMs: null });
    const { id } = (await (await create()).json()) as { id: string };
    bench.callId = id;
    expect(await errorOf(await bench.play('too early'))).toMatchObject({ status: 400, code: '8501' });
    await bench.control.establish(id);
    await bench.control.setCallState(id, { audio: 'inactive' });
    expect(await errorOf(await bench.play('unheard'))).toMatchObject({ status: 400, code: '8503' });
    await bench.control.setCallState(id, { state: 'hold' });
    expect((await bench.play('on hold')).status).toBe(400);
    await bench.control.setCallState(id, { state: 'established', audio: 'active' });
    expect((await bench.play('heard')).status).toBe(200);
    await bench.receiver.until(({ resourceData }) => resourceData.state === 'hold');
  });

  test.each([
    ['none', 0],
    ['cancelled', 1],
  ] as const)('that ends takes its media with it; notifications of them: %s', async (hangUpNotices, count) => {
    await bench.control.setSwitches({ hangUpNotices });
    await bench.record('cut off');
    await bench.control.hangUp(bench.callId);
    await bench.receiver.until(({ resourceData }) => resourceData.state === 'terminated');
    expect(await bench.truth('cut off')).toMatchObject({ state: 'callEnded' });
    expect(bench.receiver.about('cut off')).toHaveLength(count);
  });

  test('belongs to a tenant: a token of another one is refused', async () => {
    const foreign = { tenantId: otherTenantId };
    const read = await bench.control.request('GET', bench.path(), undefined, foreign);
    expect(await errorOf(read)).toMatchObject({ status: 403, code: '7505' });
    expect((await bench.control.request('POST', '/v1.0/communications/calls', newCall(), foreign)).status).toBe(403);
  });

  test('has the permissions that the application had when it was created', async () => {
    await bench.control.setSwitches({ grantedPermissions: ['Calls.Initiate.All'] });
    expect((await bench.record('still allowed')).status).toBe(200);
    bench.callId = await bench.control.createCall({ callbackUri: bench.receiver.url, tenantId });
    expect((await bench.play('allowed')).status).toBe(200);
    expect((await bench.cancel()).status).toBe(200);
    expect(await errorOf(await bench.record('not allowed'))).toMatchObject({ status: 403, code: '7504' });
    expect((await bench.post('subscribeToTone', {})).status).toBe(403);
    await bench.control.setSwitches({ grantedPermissions: [] });
    expect((await create()).status).toBe(403);
  });

  test.each([
    [{ callbackUri: 'nowhere' }, 'callbackUri must be an absolute https URI.'],
    [{ mediaConfig: { '@odata.type': '#microsoft.graph.appHostedMediaConfig' } }, 'mediaConfig must be'],
    [{ tenantId: undefined }, 'tenantId is required'],
  ])('is not created from %j', async (change, message) => {
    const refused = await errorOf(await create({ ...newCall(), ...change }));
    expect(refused).toMatchObject({ status: 400, code: '8523', message: expect.stringContaining(message) });
  });
});
