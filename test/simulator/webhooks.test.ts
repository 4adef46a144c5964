import { describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { resourceId, useBench } from './bench.ts';

const bench = useBench();
const issuer = 'https://acscallautomation.communication.azure.com';
const keySet = () => createRemoteJWKSet(new URL(`${bench.control.baseUrl}/calling/keys`));
const typesInOrder = () => bench.receiver.events().map(({ type }) => type.split('.')[2]);

describe('webhooks', () => {
  test('an event is a CloudEvent 1.0 in an array, signed with a token that verifies against the key set', async () => {
    await bench.control.setSwitches({ person: { onInvite: 'accept' } });
    await bench.added();
    const event = await bench.receiver.until('AddParticipantSucceeded');
    const source = `calling/callConnections/${bench.callId}`;
    expect(event).toMatchObject({ specversion: '1.0', datacontenttype: 'application/json', source, subject: source });
    expect(event.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{0,6}[1-9])?\+00:00$/);
    const authorization = bench.receiver.deliveries[0]?.headers.authorization ?? '';
    const token = authorization.replace('Bearer ', '');
    const { payload, protectedHeader } = await jwtVerify(token, keySet(), {
      issuer,
      audience: resourceId,
      algorithms: ['RS256'],
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    expect(protectedHeader.kid).toBeDefined();
  });

  test('the discovery document names the issuer and the key set', async () => {
    const response = await fetch(`${bench.control.baseUrl}/calling/.well-known/acsopenidconfiguration`);
    expect(await response.json()).toMatchObject({ issuer, jwks_uri: `${bench.control.baseUrl}/calling/keys` });
    const { keys } = (await (await fetch(`${bench.control.baseUrl}/calling/keys`)).json()) as { keys: object[] };
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  test.each([
    [{ expired: true }, 'ERR_JWT_EXPIRED'],
    [{ audience: 'another' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    [{ issuer: 'https://another.invalid' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    [{ foreignKey: true }, 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
  ])('a forged token %j does not verify', async (wishes, code) => {
    const token = await bench.control.mintToken(wishes);
    await expect(jwtVerify(token, keySet(), { issuer, audience: resourceId })).rejects.toMatchObject({ code });
  });

  test('a token can be minted as it should be, and without a signature', async () => {
    await jwtVerify(await bench.control.mintToken(), keySet(), { issuer, audience: resourceId });
    expect(decodeProtectedHeader(await bench.control.mintToken({ unsigned: true })).alg).toBe('none');
  });

  test('a delivery that is not answered 2xx is tried again, and later events to the same place wait for it', async () => {
    await bench.control.setSwitches({ webhookBackoffMs: 5, person: { onInvite: 'accept' } });
    bench.receiver.statuses = [500, 503, 302];
    await bench.added();
    await bench.receiver.until('ParticipantsUpdated');
    expect(typesInOrder()).toEqual(['AddParticipantSucceeded', 'ParticipantsUpdated']);
    const { webhooks } = await bench.control.untilWebhooks('delivered', 'ParticipantsUpdated', 2);
    expect(webhooks.slice(-2)).toMatchObject([
      { type: 'AddParticipantSucceeded', tries: 4, finalStatus: 200, operationContext: 'add' },
      { type: 'ParticipantsUpdated', tries: 1, finalStatus: 200 },
    ]);
  });

  test.each(['same', 'new'] as const)('a delivery that is tried again has the %s event id', async (webhookRetryIds) => {
    await bench.control.setSwitches({ webhookBackoffMs: 5, webhookRetryIds });
    bench.receiver.statuses = [500];
    await bench.control.decline(await bench.added());
    await bench.receiver.until('AddParticipantFailed');
    const [first, second] = bench.receiver.refused.concat(bench.receiver.events()).map(({ id }) => id);
    expect(first === second).toBe(webhookRetryIds === 'same');
  });

  test('a delivery is given up after the last try, also where nobody listens', async () => {
    await bench.control.setSwitches({ webhookBackoffMs: 1, webhookTries: 3 });
    const nobody = 'http://127.0.0.1:1/away';
    await bench.added({ operationCallbackUri: `${nobody}?secret=1` });
    await bench.control.decline({ callConnectionId: bench.callId });
    const { webhooks } = await bench.control.untilWebhooks('failed', 'AddParticipantFailed');
    expect(webhooks[webhooks.length - 1]).toMatchObject({
      tries: 3,
      finalStatus: 'unreachable',
      to: nobody,
    });
  });

  test('an event can be dropped', async () => {
    await bench.control.addWebhookRule({ type: 'AddParticipantSucceeded', kind: 'drop' });
    await bench.control.answer(await bench.added());
    await bench.receiver.until('ParticipantsUpdated');
    expect(typesInOrder()).toEqual(['ParticipantsUpdated']);
    expect((await bench.control.ledger()).summary.webhooks['AddParticipantSucceeded']).toMatchObject({ dropped: 1 });
  });

  test.each([false, true])('an event can come twice (with an id of its own: %s)', async (newId) => {
    await bench.control.addWebhookRule({ type: 'AddParticipantSucceeded', kind: 'duplicate', newId });
    await bench.control.answer(await bench.added());
    await bench.receiver.until('ParticipantsUpdated');
    const ids = bench.receiver.events('AddParticipantSucceeded').map(({ id }) => id);
    expect(ids).toHaveLength(2);
    expect(ids[0] !== ids[1]).toBe(newId);
  });

  test('an event that is held or delayed is overtaken by later ones', async () => {
    await bench.control.addWebhookRule({ type: 'AddParticipantSucceeded', kind: 'hold', name: 'event' });
    await bench.control.answer(await bench.added());
    await bench.control.untilHeld('event');
    await bench.receiver.until('ParticipantsUpdated');
    await bench.control.release('event');
    await bench.receiver.until('AddParticipantSucceeded');
    expect(typesInOrder()).toEqual(['ParticipantsUpdated', 'AddParticipantSucceeded']);
    await bench.control.setSwitches({ addFailedOnCancel: 'after' });
    await bench.control.addWebhookRule({ type: 'CancelAddParticipantSucceeded', kind: 'delay', delayMs: 50 });
    await bench.cancel((await bench.added()).invitationId);
    await bench.receiver.until('CancelAddParticipantSucceeded');
    expect(typesInOrder().slice(2)).toEqual(['AddParticipantFailed', 'CancelAddParticipantSucceeded']);
  });

  test('an event can be delivered before the response of its operation', async () => {
    await bench.control.setSwitches({ person: { onInvite: 'accept' } });
    await bench.control.addWebhookRule({ type: 'AddParticipantSucceeded', kind: 'beforeResponse' });
    await bench.added();
    expect(typesInOrder()[0]).toBe('AddParticipantSucceeded');
    await bench.control.setSwitches({ person: { onInvite: 'ring' }, addFailedOnCancel: 'after' });
    const { invitationId } = await bench.added();
    await bench.control.addWebhookRule({
      type: 'AddParticipantFailed',
      kind: 'beforeResponse',
      of: 'cancelAddParticipant',
    });
    await bench.cancel(invitationId);
    expect(bench.receiver.events('AddParticipantFailed')).toHaveLength(1);
  });

  test('events that wait together can leave in one array', async () => {
    await bench.control.setSwitches({ webhookBatchSize: 10, addFailedOnCancel: 'after' });
    await bench.cancel((await bench.added()).invitationId);
    await bench.receiver.until('AddParticipantFailed');
    expect(bench.receiver.deliveries.map(({ events }) => events.length)).toEqual([2]);
  });

  test('the issuer, the order beside ParticipantsUpdated and the form of events are switches', async () => {
    await bench.control.setSwitches({
      tokenIssuer: 'https://other.invalid',
      participantsUpdated: 'before',
      dataContentType: false,
      extraDataKeys: true,
      person: { onInvite: 'accept' },
    });
    await bench.added();
    const event = await bench.receiver.until('AddParticipantSucceeded');
    expect(typesInOrder()).toEqual(['ParticipantsUpdated', 'AddParticipantSucceeded']);
    expect(event).not.toHaveProperty('datacontenttype');
    expect(event.data).toHaveProperty('eventSource');
    const token = bench.receiver.deliveries[0]?.headers.authorization?.replace('Bearer ', '') ?? '';
    await jwtVerify(token, keySet(), { issuer: 'https://other.invalid', audience: resourceId });
  });
});
