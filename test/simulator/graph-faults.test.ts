import { describe, expect, test } from '@jest/globals';
import { codeOf, errorOf } from './bench.ts';
import { otherTenantId, prompt, tenantId, useGraphBench } from './graph-bench.ts';

const bench = useGraphBench();
const begun = async (clientContext: string) => (await bench.truth(clientContext)) !== undefined;

describe('faults on demand', () => {
  test.each([
    ['beforeExecuting', false],
    ['afterExecuting', true],
  ] as const)('a 503 %s has played the prompt: %s', async (at, played) => {
    await bench.control.addFault({ operation: 'playPrompt', kind: 'respond', at, status: 503, retryAfter: '2.128' });
    const response = await bench.play('one');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2.128']);
    expect(await errorOf(response)).toMatchObject({ innerError: { date: expect.any(String) } });
    expect(await begun('one')).toBe(played);
  });

  test.each([
    ['arrival', false],
    ['afterExecuting', true],
  ] as const)('a connection that is reset at %s has played the prompt: %s', async (at, played) => {
    await bench.control.addFault({ operation: 'playPrompt', kind: 'reset', at, callId: bench.callId });
    expect(await codeOf(bench.play('one'))).toBe('ECONNRESET');
    expect(await begun('one')).toBe(played);
  });

  test('a prompt that is posted again is heard twice: the provider knows no repeats', async () => {
    await bench.play('same');
    await bench.play('same');
    expect((await bench.call()).operations).toHaveLength(2);
  });

  test('a rule lets as many requests pass as it says, and other calls alone', async () => {
    await bench.control.addFault(
      { operation: 'playPrompt', kind: 'respond', at: 'arrival', status: 500, callId: 'another' },
      { operation: 'playPrompt', kind: 'respond', at: 'arrival', status: 429, skip: 2 },
    );
    const statuses = [];
    for (const context of ['a', 'b', 'c', 'd']) statuses.push((await bench.play(context)).status);
    expect(statuses).toEqual([200, 200, 429, 200]);
  });

  test('a notification comes while the response is held', async () => {
    await bench.control.addFault({ operation: 'playPrompt', kind: 'hold', at: 'afterExecuting', name: 'response' });
    const held = bench.play('early');
    await bench.control.untilHeld('response');
    expect(await bench.control.holds()).toMatchObject([{ name: 'response', callId: bench.callId }]);
    await bench.control.finish(bench.callId);
    await bench.receiver.ended('early');
    await bench.control.release('response');
    expect((await held).status).toBe(200);
  });
});

describe('requests', () => {
  const limits = { initialSilenceTimeoutInSeconds: 0, maxRecordDurationInSeconds: 121 };

  test.each([
    ['playPrompt', { prompts: [] }, 'prompts must have 1 to 20 items.'],
    ['playPrompt', { prompts: Array.from({ length: 21 }, () => prompt('https://p')) }, 'prompts must have 1 to 20'],
    ['playPrompt', { prompts: [{ mediaInfo: { uri: 'https://p' } }] }, 'prompts[0].@odata.type is required'],
    ['playPrompt', { prompts: [prompt('')] }, 'mediaInfo.uri is required'],
    ['playPrompt', { prompts: [prompt('https://p')], clientContext: 'x'.repeat(257) }, 'at most 256 characters'],
    ['recordResponse', { prompts: [prompt('https://p'), prompt('https://q')] }, 'prompts must have 0 to 1 items.'],
    ['recordResponse', limits, 'initialSilenceTimeoutInSeconds must be a whole number from 1 to 120.'],
    ['recordResponse', { stopTones: ['pound'] }, 'stopTones must be characters'],
    ['cancelMediaProcessing', { clientContext: 5 }, 'clientContext must be a string.'],
  ])('%s %j is refused', async (action, body, message) => {
    const refused = await errorOf(await bench.post(action, body));
    expect(refused).toMatchObject({ status: 400, code: '8523', message: expect.stringContaining(message) });
  });

  test('limits out of range are clamped where the switch says so', async () => {
    await bench.control.setSwitches({ outOfRange: 'clamp' });
    expect((await bench.record('clamped', limits)).status).toBe(200);
  });

  test('a body that is not said to be JSON is refused', async () => {
    const headers = { 'content-type': 'text/plain' };
    const response = await bench.control.request('POST', bench.path('/playPrompt'), {}, { headers });
    expect(response.status).toBe(415);
  });

  test('are in the ledger with the very members they had, and without tokens', async () => {
    await bench.post('playPrompt', { prompts: [prompt('https://p')], clientContext: 'c', loop: 1 });
    await bench.control.mintToken();
    const ledger = await bench.control.untilRequests('executed', 'playPrompt');
    expect(ledger.requests.at(-1)).toMatchObject({
      operation: 'playPrompt',
      callId: bench.callId,
      clientContext: 'c',
      status: 200,
      body: { prompts: [prompt('https://p')], clientContext: 'c', loop: 1 },
    });
    expect(JSON.stringify(ledger)).not.toMatch(/eyJ|Bearer/);
  });

  test('an unplayable prompt fails, or is told as completed', async () => {
    await bench.control.setSwitches({ unplayableUris: ['https://p/bad'], enumCase: 'camel', promptDurationMs: 1 });
    await bench.play('bad', 'https://p/bad');
    expect(await bench.receiver.ended('bad')).toMatchObject({ resourceData: { resultInfo: { subcode: 8535 } } });
    await bench.control.setSwitches({ unplayable: 'completes' });
    await bench.play('unheard', 'https://p/bad');
    expect(await bench.receiver.ended('unheard')).toMatchObject({ resourceData: { status: 'completed' } });
  });

  test.each([
    ['maxRecordDuration', 'completed', 8515],
    ['maxSilence', 'completed', 8509],
    ['maxSilenceFails', 'failed', 8509],
    ['initialSilence', 'failed', 8510],
  ] as const)('a recording ends of itself by %s: %s with %i', async (recordEndsBy, status, subcode) => {
    await bench.control.setSwitches({ recordEndsBy, recordDurationMs: 1, enumCase: 'camel' });
    await bench.record('short');
    expect(await bench.receiver.ended('short')).toMatchObject({ resourceData: { status, resultInfo: { subcode } } });
  });

  test('the id in Location is another one where the switch says so', async () => {
    await bench.control.setSwitches({ locationId: 'other' });
    const response = await bench.play('one');
    const { id } = (await response.json()) as { id: string };
    expect(response.headers.get('location')).not.toContain(id);
  });
});

describe('access', () => {
  test('needs a token that is good and not over', async () => {
    const withToken = (authorization?: string) =>
      fetch(bench.control.baseUrl + bench.path(), { headers: authorization ? { authorization } : {} });
    expect(await errorOf(await withToken())).toMatchObject({ status: 401, code: 'InvalidAuthenticationToken' });
    expect((await withToken(`Bearer ${await bench.control.mintToken()}`)).status).toBe(401);
    const { access_token: token } = (await (await bench.control.signIn()).json()) as { access_token: string };
    expect((await withToken(`Bearer ${token}`)).status).toBe(200);
    await bench.control.setSwitches({ keepAliveWithinMs: null, clockOffsetMs: 3_700_000 });
    expect((await withToken(`Bearer ${token}`)).status).toBe(401);
    await bench.control.setSwitches({ clockOffsetMs: 0, refuseAccessTokens: true });
    expect((await withToken(`Bearer ${token}`)).status).toBe(401);
  });

  test.each([
    ['refused', 401],
    ['unavailable', 503],
    ['tenantNotFound', 400],
  ] as const)('a tenant can be %s by a switch, and others are not', async (answer, status) => {
    await bench.control.setSwitches({ tenantAnswers: { [tenantId]: answer } });
    expect((await bench.control.signIn()).status).toBe(status);
    expect((await bench.control.signIn(otherTenantId)).status).toBe(200);
    expect((await bench.control.signIn('00000000-0000-4000-8000-000000000000')).status).toBe(400);
  });
});
