import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { listeners } from '../support/listeners.ts';

const UNKNOWN_OPERATION = { method: 'GET', path: '/v1/operations/nothing' };

const keyOf = (letter: string) => `dck_${letter.repeat(43)}`;
const entry = (name: string, key: string) => ({
  name,
  scopes: ['operations:read' as const],
  sha256: createHash('sha256').update(key).digest('hex'),
});

describe('of two callers, of whom each may ask three times a minute', () => {
  const [one, other] = [keyOf('a'), keyOf('b')];
  const running = listeners({
    credentials: { apiKeys: [entry('one', one), entry('other', other)] },
    limits: { requestsPerMinute: 3, requestsAtOnce: 10 },
  });

  test('the one that asks more is told when to come again, and the other is served, and so is whoever asks for the health of the process', async () => {
    const ask = (key: string) => running.api({ ...UNKNOWN_OPERATION, headers: { authorization: `Bearer ${key}` } });
    for (let times = 0; times < 3; times++) expect(await ask(one)).toMatchObject({ status: 404 });

    const refused = await ask(one);
    expect(refused).toMatchObject({ status: 429, body: { type: expect.stringContaining('too-many-requests') } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(await ask(other)).toMatchObject({ status: 404 });
    for (let times = 0; times < 5; times++)
      expect(await running.api({ method: 'GET', path: '/healthz' })).toMatchObject({ status: 200 });
  });
});

describe('of a caller who may have two requests under way', () => {
  const running = listeners({ limits: { requestsPerMinute: 1_000, requestsAtOnce: 2 } });

  test('a third one is refused, and served once one of them has ended', async () => {
    const held = [await running.hold(), await running.hold()];
    const refused = await running.api(UNKNOWN_OPERATION);
    expect(refused).toMatchObject({ status: 429, body: { type: expect.stringContaining('too-many-requests') } });
    expect(refused.headers['retry-after']).toBe('1');

    held[0]?.destroy();
    while ((await running.api(UNKNOWN_OPERATION)).status === 429)
      await new Promise((resolve) => setTimeout(resolve, 20));
    held[1]?.destroy();
  });
});

describe('without authentication', () => {
  const running = listeners();

  test('a connection that is slow to say what it wants is given up', async () => {
    const began = Date.now();
    expect(await running.say('GET /healthz HTTP/1.1\r\nHost: local')).toMatch(/^HTTP\/1\.1 408 /);
    expect(Date.now() - began).toBeLessThan(30_000);
  });

  test('a connection that is slow to send its body is given up', async () => {
    const began = Date.now();
    const head = 'POST /v1/acs/calls/c/participants HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json';
    expect(await running.say(`${head}\r\nContent-Length: 2\r\n\r\n{`)).toMatch(/^HTTP\/1\.1 408 /);
    expect(Date.now() - began).toBeGreaterThan(25_000);
  });

  test.each([
    ['under a name of its own', { host: 'attacker.example.com' }],
    ['from a page of somewhere else', { origin: 'https://attacker.example.com' }],
    ['from a page that hides where it is from', { origin: 'null' }],
  ])('a request %s is refused', async (_how, headers) => {
    expect(await running.api({ ...UNKNOWN_OPERATION, headers })).toMatchObject({
      status: 403,
      body: { type: expect.stringContaining('foreign-host') },
    });
  });

  test('this machine is answered under each of its names', async () => {
    for (const host of ['localhost', '127.0.0.1:8080', '[::1]:80', 'LOCALHOST:1'])
      expect(await running.api({ ...UNKNOWN_OPERATION, headers: { host } })).toMatchObject({ status: 404 });
  });
});
