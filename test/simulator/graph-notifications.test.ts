import { describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { application, otherTenantId, tenantId, useGraphBench } from './graph-bench.ts';

const bench = useGraphBench();
const keySet = () => createRemoteJWKSet(new URL(`${bench.control.baseUrl}/v1/.well-known/keys`));
const issuer = 'https://api.botframework.com';
const expected = { issuer, audience: application.appId, algorithms: ['RS256'] };
const lastToken = () => (bench.receiver.deliveries.at(-1)?.headers.authorization ?? '').replace('Bearer ', '');

async function ended(clientContext: string) {
  await bench.play(clientContext);
  await bench.control.finish(bench.callId);
  return bench.receiver.ended(clientContext);
}

describe('notifications', () => {
  test('come in an envelope, with a token of the tenant that verifies and has no iat', async () => {
    await ended('one');
    const [delivery] = bench.receiver.deliveries;
    expect(delivery?.body['@odata.type']).toBe('#microsoft.graph.commsNotifications');
    const { payload, protectedHeader } = await jwtVerify(lastToken(), keySet(), expected);
    expect(payload).toMatchObject({ tid: tenantId });
    expect(payload).not.toHaveProperty('iat');
    expect((payload.exp ?? 0) - (payload.nbf ?? 0)).toBe(300);
    expect(protectedHeader).toMatchObject({ cty: 'JWT', kid: expect.any(String) });
    const discovery = await fetch(`${bench.control.baseUrl}/v1/.well-known/OpenIdConfiguration`);
    expect(await discovery.json()).toMatchObject({ issuer, jwks_uri: `${bench.control.baseUrl}/v1/.well-known/keys` });
  });

  test('the form of tokens is a switch, and bad ones can be minted', async () => {
    await bench.control.setSwitches({
      tokenIssuer: 'graph',
      tokenIssuedAt: true,
      tokenContentType: false,
      tokenSeconds: 60,
    });
    const good = await bench.control.mintToken({ tenantId: otherTenantId });
    const graph = { ...expected, issuer: 'https://graph.microsoft.com' };
    expect((await jwtVerify(good, keySet(), graph)).payload).toMatchObject({
      tid: otherTenantId,
      iat: expect.any(Number),
    });
    expect(decodeProtectedHeader(good)).not.toHaveProperty('cty');
    expect(decodeJwt(await bench.control.mintToken({ tenantId: null }))).not.toHaveProperty('tid');
    expect(decodeProtectedHeader(await bench.control.mintToken({ unsigned: true })).alg).toBe('none');
  });

  test.each([true, false])(
    'another key signs after a rotation, and the old one stays published: %s',
    async (keepOld) => {
      const old = await bench.control.mintToken();
      const kid = await bench.control.rotateKey({ keepOld });
      await ended('after');
      expect((await jwtVerify(lastToken(), keySet(), expected)).protectedHeader.kid).toBe(kid);
      const verified = jwtVerify(old, keySet(), expected).then(
        () => true,
        () => false,
      );
      expect(await verified).toBe(keepOld);
    },
  );

  test('ids, enum values and numbers are written as the switches say', async () => {
    await bench.control.setSwitches({
      idStyle: 'upperUndashed',
      enumCase: 'upper',
      resultNumbers: 'string',
      operationIdOmittedPercent: 100,
      completionReason: false,
      extraMembers: true,
      resourceTwin: false,
    });
    const { resourceUrl, resource, resourceData } = await ended('odd');
    const undashed = bench.callId.replaceAll('-', '').toUpperCase();
    expect(resourceUrl).toMatch(new RegExp(`^/communications/calls/${undashed}/operations/[0-9A-F]{32}$`));
    expect(resource).toBeUndefined();
    expect(resourceData).toMatchObject({
      '@odata.etag': 'W/"5445"',
      status: 'COMPLETED',
      resultInfo: { code: '200', subcode: '0' },
      createdDateTime: expect.any(String),
    });
    expect(resourceData).not.toHaveProperty('id');
    expect(resourceData).not.toHaveProperty('completionReason');
  });

  test('of a hundred, so many go without the id of the operation, and styles take turns', async () => {
    await bench.control.setSwitches({ operationIdOmittedPercent: 50 });
    for (const context of ['a', 'b', 'c', 'd']) await ended(context);
    const withId = bench.receiver.notices.map(({ resourceData }) => 'id' in resourceData);
    expect(withId).toEqual([true, false, true, false]);
  });

  test('can be lost, doubled, held and overtaken', async () => {
    await bench.control.addWebhookRule(
      { type: 'playPrompt', kind: 'drop', callId: bench.callId },
      { type: 'playPrompt', kind: 'duplicate', times: 1 },
      { type: 'recordResponse', kind: 'hold', name: 'notice' },
    );
    await bench.play('lost');
    await bench.control.finish(bench.callId);
    await bench.record('held');
    await bench.control.finish(bench.callId);
    await ended('doubled');
    await bench.receiver.until(({ resourceData }) => resourceData.clientContext === 'doubled', 2);
    await bench.control.release('notice');
    await bench.receiver.ended('held');
    const contexts = bench.receiver.notices.map(({ resourceData }) => resourceData.clientContext);
    expect(contexts).toEqual(['doubled', 'doubled', 'held']);
  });

  test('of a cancel can be delivered before its response', async () => {
    await bench.play('running');
    await bench.control.addWebhookRule({ type: 'playPrompt', kind: 'beforeResponse', of: 'cancelMediaProcessing' });
    await bench.cancel();
    expect(bench.receiver.about('running')).toHaveLength(1);
  });

  test('travel together, in the order that the switches say, every one as often as they say', async () => {
    await bench.control.setSwitches({ webhookBatchSize: 10, webhookOrder: 'reversed', webhookCopies: 2 });
    await bench.play('first');
    await bench.play('second');
    await bench.cancel();
    await bench.receiver.until(({ resourceData }) => resourceData.clientContext === 'first', 2);
    const contexts = bench.receiver.deliveries.map(({ body }) =>
      body.value.map(({ resourceData }) => resourceData.clientContext),
    );
    expect(contexts).toEqual([['second', 'second', 'first', 'first']]);
  });

  test('carry what means nothing to media in front, and alone', async () => {
    const batchCompanions = ['roster', 'deltaRoster', 'mute', 'unmute', 'unknownResource', 'unknownType'] as const;
    await bench.control.setSwitches({ batchCompanions: [...batchCompanions] });
    await ended('last');
    const value = bench.receiver.deliveries[0]?.body.value ?? [];
    expect(value).toHaveLength(7);
    expect(Array.isArray(value[0]?.resourceData)).toBe(true);
    expect(value[6]?.resourceData.clientContext).toBe('last');
    await bench.control.notify(bench.callId, 'roster');
    await bench.control.untilWebhooks('delivered', 'roster');
  });

  test('are tried again until they are taken', async () => {
    await bench.control.setSwitches({ webhookBackoffMs: 1 });
    bench.receiver.statuses = [503, 500];
    await ended('stubborn');
    const { webhooks } = await bench.control.untilWebhooks('delivered', 'playPrompt');
    expect(webhooks.at(-1)).toMatchObject({
      tries: 3,
      finalStatus: 202,
      clientContext: 'stubborn',
      callId: bench.callId,
    });
    expect(webhooks.at(-1)?.to).not.toContain('secret');
  });
});

describe('tones', () => {
  const told = () => bench.receiver.notices.map(({ resourceData }) => resourceData.toneInfo).filter(Boolean);

  test('are told once somebody has subscribed, with numbers that go on from where they are told to', async () => {
    await bench.control.pressTone(bench.callId, 'tone1');
    const subscribed = await bench.post('subscribeToTone', { clientContext: 'tones' });
    expect(await subscribed.json()).toMatchObject({ '@odata.type': '#microsoft.graph.subscribeToToneOperation' });
    for (const [tone, own] of [
      ['star', {}],
      ['pound', { sequenceId: 12 }],
      ['tone2', {}],
      ['tone2', { sequenceId: 13 }],
      ['a', { sequenceId: 1 }],
    ] as const)
      await bench.control.pressTone(bench.callId, tone, own);
    await bench.control.untilWebhooks('delivered', 'tone', 5);
    expect(told()).toMatchObject([
      { tone: 'star', sequenceId: 7 },
      { tone: 'pound', sequenceId: 12 },
      { tone: 'tone2', sequenceId: 13 },
      { tone: 'tone2', sequenceId: 13 },
      { tone: 'a', sequenceId: 1 },
    ]);
    const { tones, toneSubscriptions } = await bench.call();
    expect([tones.length, tones[0]?.told, toneSubscriptions[0]?.clientContext]).toEqual([6, false, 'tones']);
  });

  test('survive a cancel, and linger in later notifications where the switch says so', async () => {
    await bench.post('subscribeToTone', {});
    await bench.cancel();
    await bench.control.setSwitches({ lingeringToneInfo: true });
    await bench.control.pressTone(bench.callId, 'tone3');
    await bench.control.setCallState(bench.callId, { state: 'established' });
    await bench.control.untilWebhooks('delivered', 'established', 2);
    expect(told()).toMatchObject([
      { tone: 'tone3', sequenceId: 6 },
      { tone: 'tone3', sequenceId: 6 },
    ]);
  });

  test('end a recording when they are its stop tones', async () => {
    await bench.control.setSwitches({ enumCase: 'camel' });
    await bench.record('until pound', { stopTones: ['#'] });
    await bench.control.pressTone(bench.callId, 'tone1');
    expect(await bench.truth('until pound')).toMatchObject({ state: 'running' });
    await bench.control.pressTone(bench.callId, 'pound');
    expect(await bench.receiver.ended('until pound')).toMatchObject({
      resourceData: { status: 'completed', completionReason: 'stopToneDetected', resultInfo: { subcode: 8514 } },
    });
  });
});
