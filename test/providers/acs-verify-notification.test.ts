import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { createAcsNotificationVerifier } from '../../src/providers/acs/verify-notification.ts';
import type { AcsNotificationTrust } from '../../src/providers/acs/verify-notification.ts';
import { KeySetUnavailable, NotVerified } from '../../src/providers/verify-token.ts';
import { audience, bearer, issuer, signer, type Claims, type Signer } from '../support/acs-tokens.ts';
import { RecordingServer } from '../support/recording-server.ts';

let keys: RecordingServer;
let ours: Signer;
let next: Signer;

beforeAll(async () => {
  keys = await RecordingServer.start();
  [ours, next] = await Promise.all([signer('k-1'), signer('k-2')]);
});
afterAll(() => keys.close());
beforeEach(() => {
  keys.answering({ status: 200, body: { keys: [ours.jwk] } });
});

function verifier(changes: Partial<AcsNotificationTrust> = {}) {
  return createAcsNotificationVerifier({ jwksUrl: `${keys.origin}/calling/keys`, issuer, audience, ...changes });
}

test('a token of ACS for our resource is accepted', async () => {
  await expect(verifier().verify(await bearer(ours))).resolves.toBeUndefined();
});

test('the key set is fetched once for many deliveries', async () => {
  const { verify } = verifier();
  const token = await bearer(ours);
  await Promise.all([verify(token), verify(token)]);
  await verify(token);
  expect(keys.requests).toHaveLength(1);
});

test('a rotated key is fetched', async () => {
  const { verify } = verifier({ refetchAfterMs: 0 });
  await verify(await bearer(ours));
  keys.answering({ status: 200, body: { keys: [ours.jwk, next.jwk] } });
  await expect(verify(await bearer(next))).resolves.toBeUndefined();
});

test('unknown key ids do not make us fetch again and again', async () => {
  const { verify } = verifier();
  const token = await bearer(next);
  for (let i = 0; i < 5; i += 1) await expect(verify(token)).rejects.toThrow(NotVerified);
  expect(keys.requests.length).toBeLessThanOrEqual(1);
});

test('clocks may differ by the tolerance', async () => {
  const late = await bearer(ours, { exp: '-20s' });
  await expect(verifier().verify(late)).resolves.toBeUndefined();
  await expect(verifier({ clockToleranceSeconds: 0 }).verify(late)).rejects.toThrow(NotVerified);
});

describe('refused as not verified', () => {
  test('a token of which several keys may be: it is no outage of the key set', async () => {
    const nameless = [ours.jwk, next.jwk].map((jwk) => ({ ...jwk, kid: undefined }));
    keys.answering({ status: 200, body: { keys: nameless } });
    const token = new SignJWT({}).setProtectedHeader({ alg: 'RS256' }).setIssuer(issuer).setAudience(audience);
    const signed = await token.setExpirationTime('5m').sign(ours.privateKey);
    await expect(verifier().verify(`Bearer ${signed}`)).rejects.toThrow(NotVerified);
  });

  test.each<[string, Claims, string]>([
    ['of another issuer', { iss: 'https://evil.example.com' }, 'iss'],
    ['for another audience', { aud: 'another-resource' }, 'aud'],
    ['that has expired', { exp: '-2m' }, 'exp'],
    ['without expiry', { exp: null }, 'exp'],
    ['that is not valid yet', { nbf: '10m' }, 'nbf'],
  ])('a token %s', async (_, claims, claim) => {
    const refusal = verifier().verify(await bearer(ours, claims));
    await expect(refusal).rejects.toThrow(NotVerified);
    await expect(refusal).rejects.toThrow(`(${claim})`);
  });

  test('a token signed by somebody else under a key id of ACS', async () => {
    await expect(verifier().verify(await bearer({ ...next, kid: ours.kid }))).rejects.toThrow(NotVerified);
  });

  test('a token that was changed', async () => {
    const [header, , signature] = (await bearer(ours)).slice('Bearer '.length).split('.');
    const claims = Buffer.from(JSON.stringify({ iss: issuer, aud: audience, exp: 4_000_000_000 })).toString(
      'base64url',
    );
    await expect(verifier().verify(`Bearer ${header}.${claims}.${signature}`)).rejects.toThrow(NotVerified);
  });

  test('a token without a signature (alg none)', async () => {
    const token = new UnsecuredJWT({}).setIssuer(issuer).setAudience(audience).setExpirationTime('5m').encode();
    await expect(verifier().verify(`Bearer ${token}`)).rejects.toThrow(NotVerified);
    expect(keys.requests).toHaveLength(0);
  });

  test('a token signed with the public key as a shared secret (HS256)', async () => {
    const secret = new TextEncoder().encode(ours.jwk.n ?? '');
    const token = new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', kid: ours.kid })
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime('5m');
    await expect(verifier().verify(`Bearer ${await token.sign(secret)}`)).rejects.toThrow(NotVerified);
  });

  test.each([
    undefined,
    '',
    'Bearer',
    'Bearer x',
    'Basic abc',
    'Bearer a.b',
    'Bearer ..',
    'Bearer a.b.c, Bearer d.e.f',
  ])('the header %j', async (header) => {
    await expect(verifier().verify(header)).rejects.toThrow(NotVerified);
  });

  test('and the token is not in the message', async () => {
    const token = await bearer(ours, { aud: 'secret-audience' });
    const error = await verifier()
      .verify(token)
      .catch((reason: unknown) => reason);
    const told = JSON.stringify(error, Object.getOwnPropertyNames(error)) + String(error);
    for (const part of [...token.slice('Bearer '.length).split('.'), 'secret-audience'])
      expect(told).not.toContain(part);
  });
});

describe('the key set cannot be had', () => {
  test.each([
    ['is answered with 500', { status: 500 }],
    ['is redirected', { status: 302, headers: { location: '/elsewhere' } }],
    ['is not JSON', { status: 200, body: '<html>' }],
    ['is no key set', { status: 200, body: { keys: 'none' } }],
    ['breaks', 'reset'],
    ['stays silent', 'silence'],
  ] as const)('when it %s: nothing is said of the delivery', async (_, behaviour) => {
    keys.answering(behaviour);
    const fetchTimeoutMs = behaviour === 'silence' ? 150 : 30_000;
    await expect(verifier({ fetchTimeoutMs }).verify(await bearer(ours))).rejects.toThrow(KeySetUnavailable);
  });

  test('when nobody listens, and it is had again as soon as somebody does', async () => {
    const { verify } = verifier();
    keys.answering('reset');
    await expect(verify(await bearer(ours))).rejects.toThrow(KeySetUnavailable);
    keys.answering({ status: 200, body: { keys: [ours.jwk] } });
    await expect(verify(await bearer(ours))).resolves.toBeUndefined();
  });
});
