import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { generateSecret, SignJWT } from 'jose';
import type { Scope } from '../../src/server/authentication/caller.ts';
import { signer, type Signer } from '../support/acs-tokens.ts';
import { Listeners, type Answer } from '../support/listeners.ts';
import { RecordingServer } from '../support/recording-server.ts';

const KEYS = { reader: `dck_${'r'.repeat(43)}`, writer: `dck_${'w'.repeat(43)}`, unknown: `dck_${'u'.repeat(43)}` };
const ISSUER = 'https://login.example.com';
const AUDIENCE = 'api://durable-calls';
const READ = { method: 'GET', path: '/v1/operations/acs-add-00000000000000000000000000000000' };
const WRITE = { method: 'POST', path: '/v1/operations/acs-add-00000000000000000000000000000000/cancel' };

let keySet: RecordingServer;
let running: Listeners;
let ours: Signer;
let foreign: Signer;

beforeAll(async () => {
  [ours, foreign] = await Promise.all([signer('ours'), signer('ours')]);
  keySet = await RecordingServer.start();
  keySet.answering({ status: 200, body: { keys: [ours.jwk] } });
  running = new Listeners({
    credentials: {
      apiKeys: [entry('reader', KEYS.reader, ['operations:read']), entry('writer', KEYS.writer, ['operations:write'])],
      accessTokens: { issuer: ISSUER, audience: AUDIENCE, jwksUrl: `${keySet.origin}/keys` },
    },
  });
  await running.startUp();
});

afterAll(async () => {
  await running.shutDown();
  await keySet.close();
});

function entry(name: string, key: string, scopes: readonly Scope[]) {
  return { name, scopes, sha256: createHash('sha256').update(key).digest('hex') };
}

interface Claims {
  readonly [claim: string]: unknown;
}

async function token(claims: Claims, by: Pick<Signer, 'privateKey'> = ours, header: object = {}): Promise<string> {
  const inFiveMinutes = Math.floor(Date.now() / 1_000) + 300;
  return new SignJWT({
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'bob',
    exp: inFiveMinutes,
    scope: 'operations:read',
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', kid: 'ours', ...header })
    .sign(by.privateKey);
}

function ask(asked: typeof READ, credential?: string): Promise<Answer> {
  return running.api({
    ...asked,
    ...(credential !== undefined && { headers: { authorization: `Bearer ${credential}` } }),
  });
}

/** Temporal is away: whoever is let in is told so. */
const LET_IN = { status: 503, body: { type: expect.stringContaining('temporal-unavailable') } };
const UNKNOWN = { status: 401, body: { type: expect.stringContaining('not-authenticated') } };
const FORBIDDEN = { status: 403, body: { type: expect.stringContaining('insufficient-scope') } };

test('who says nothing of who they are is asked to, and let in nowhere', async () => {
  const answer = await ask(READ);

  expect(answer).toMatchObject({ ...UNKNOWN, contentType: 'application/problem+json; charset=utf-8' });
  expect(answer.headers['www-authenticate']).toBe('Bearer realm="durable-calls"');
  expect(await ask(WRITE)).toMatchObject(UNKNOWN);
});

test('an API key lets in for what it is good for, and for nothing else', async () => {
  expect(await ask(READ, KEYS.reader)).toMatchObject(LET_IN);
  const forbidden = await ask(WRITE, KEYS.reader);
  expect(forbidden).toMatchObject(FORBIDDEN);
  expect(forbidden.headers['www-authenticate']).toBe(
    'Bearer realm="durable-calls", error="insufficient_scope", scope="operations:write"',
  );
  expect(await ask(WRITE, KEYS.writer)).toMatchObject(LET_IN);
  expect(await ask(READ, KEYS.writer)).toMatchObject(FORBIDDEN);
});

test.each([
  ['an API key that nobody has', KEYS.unknown],
  ['the hash of an API key', createHash('sha256').update(KEYS.reader).digest('hex')],
  ['an API key with something behind it', `${KEYS.reader}r`],
  ['what is no token', 'a.b'],
  ['rubbish', '\u00fc \t"\\'],
])('%s lets nobody in', async (_what, credential) => {
  const answer = await ask(READ, credential);

  expect(answer).toMatchObject(UNKNOWN);
  expect(answer.headers['www-authenticate']).toBe('Bearer realm="durable-calls", error="invalid_token"');
});

test.each<[string, Claims]>([
  ['scope', { scope: 'openid operations:read' }],
  ['scp', { scope: undefined, scp: 'operations:read' }],
  ['roles', { scope: undefined, roles: ['operations:read'] }],
])('an access token lets in for what its %s says', async (_claim, claims) => {
  expect(await ask(READ, await token(claims))).toMatchObject(LET_IN);
  expect(await ask(WRITE, await token(claims))).toMatchObject(FORBIDDEN);
});

const TOO_OLD = Math.floor(Date.now() / 1_000) - 60;

test.each<[string, () => Promise<string>]>([
  ['of another issuer', () => token({ iss: 'https://elsewhere.example.com' })],
  ['for another audience', () => token({ aud: 'api://other' })],
  ['that has expired', () => token({ exp: TOO_OLD })],
  ['that never expires', () => token({ exp: undefined })],
  ['that is not good yet', () => token({ nbf: TOO_OLD + 3_600 })],
  ['that names nobody', () => token({ sub: undefined })],
  ['that names nobody by name', () => token({ sub: '' })],
  ['that somebody else has signed', () => token({}, foreign)],
  ['that is signed with a key that nobody knows', () => token({}, ours, { kid: 'another' })],
  ['that nobody has signed', async () => `${btoa('{"alg":"none"}')}.${btoa('{"sub":"bob"}')}.`.replaceAll('=', '')],
  ['that is signed with a shared secret', sharedSecretToken],
  ['of which the end is missing', async () => (await token({})).slice(0, -20)],
])('an access token %s lets nobody in', async (_which, made) => {
  const given = await made();
  const answer = await ask(READ, given);

  expect(answer).toMatchObject(UNKNOWN);
  expect(JSON.stringify([answer.body, running.logged])).not.toContain(given);
});

async function sharedSecretToken(): Promise<string> {
  const secret = await generateSecret('HS256', { extractable: true });
  return new SignJWT({ sub: 'bob', scope: 'operations:read' })
    .setProtectedHeader({ alg: 'HS256', kid: 'ours' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setExpirationTime('5m')
    .sign(secret);
}

test('a token without the scope lets in for nothing', async () => {
  for (const scope of ['', 'operations', 'operations:read:all', 'OPERATIONS:READ'])
    expect(await ask(READ, await token({ scope }))).toMatchObject(FORBIDDEN);
});

test('that a process lives is told to everybody', async () => {
  expect(await ask({ method: 'GET', path: '/healthz' })).toMatchObject({ status: 200 });
});

test('a key set that cannot be had is no fault of the caller', async () => {
  const apart = new Listeners({
    credentials: {
      apiKeys: [],
      accessTokens: { issuer: ISSUER, audience: AUDIENCE, jwksUrl: `${keySet.origin}/nothing` },
    },
  });
  keySet.answering(({ url }) => (url === '/keys' ? { status: 200, body: { keys: [ours.jwk] } } : { status: 503 }));
  await apart.startUp();
  try {
    const headers = { authorization: `Bearer ${await token({})}` };
    expect(await apart.api({ ...READ, headers })).toMatchObject({
      status: 503,
      body: { type: expect.stringContaining('key-set-unavailable') },
    });
  } finally {
    await apart.shutDown();
  }
});
