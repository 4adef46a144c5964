import { describe, expect, test } from '@jest/globals';
import { signature, signedHeaders } from '../../simulator/acs/hmac.ts';
import { accessKey, errorOf, useBench } from './bench.ts';

const bench = useBench();

function get(headers: Record<string, string>, path = `${bench.path()}?api-version=2023-10-15`): Promise<Response> {
  return fetch(bench.control.baseUrl + path, { headers });
}

function signed(key = accessKey, pathAndQuery = `${bench.path()}?api-version=2023-10-15`): Record<string, string> {
  return signedHeaders(key, { method: 'GET', pathAndQuery, host: new URL(bench.control.baseUrl).host, body: '' });
}

describe('credentials', () => {
  test('a signed request is served', async () => {
    expect((await get(signed())).status).toBe(200);
  });

  test('the signature is the one that the rule gives for a known request', () => {
    const parts = {
      method: 'POST',
      pathAndQuery: '/a?api-version=1',
      date: 'Sat, 21 Nov 2026 20:33:49 GMT',
      host: 'h:1',
      body: '{}',
    };
    expect(signature('c2VjcmV0', parts)).toBe('W4lE9Uwj39NIWrhZcK8vvr40pTXIP4KMI/6FD+LvGxg=');
  });

  test.each<[string, () => Record<string, string>]>([
    ['no headers at all', () => ({})],
    ['a bearer token', () => ({ ...signed(), authorization: 'Bearer x' })],
    ['another key', () => signed(Buffer.from('another').toString('base64'))],
    ['a signature for another path', () => signed(accessKey, '/elsewhere')],
    ['a body hash that is not of the body', () => ({ ...signed(), 'x-ms-content-sha256': 'abc' })],
    ['a date that is not a date', () => ({ ...signed(), 'x-ms-date': 'yesterday' })],
    [
      'a date that is older than 15 minutes',
      () => ({ ...signed(), 'x-ms-date': new Date(Date.now() - 901_000).toUTCString() }),
    ],
    ['a date that was changed', () => ({ ...signed(), 'x-ms-date': new Date(Date.now() - 60_000).toUTCString() })],
  ])('%s is refused with 401 and code 7509', async (_what, headers) => {
    expect(await errorOf(await get(headers()))).toMatchObject({ status: 401, code: '7509' });
  });

  test('a key that the switches refuse is refused', async () => {
    await bench.control.setSwitches({ refusedAccessKeys: [0] });
    expect((await get(signed())).status).toBe(401);
  });

  test('a key that was rotated opens nothing any more, its successor does, and a reset brings the given one back', async () => {
    const rotated = await bench.control.rotateKey(0);
    expect((await get(signed())).status).toBe(401);
    expect((await get(signed(rotated))).status).toBe(200);
    const chosen = Buffer.from('chosen').toString('base64');
    expect(await bench.control.rotateKey(0, chosen)).toBe(chosen);
    expect((await get(signed(chosen))).status).toBe(200);
    await expect(bench.control.rotateKey(7)).rejects.toThrow('There is no access key at position 7.');
    await expect(bench.control.rotateKey(0, 'no!')).rejects.toThrow('accessKey must be base64.');
    await bench.control.reset();
    expect((await get(signed())).status).toBe(404);
  });

  test('a clock that is skewed by more than the limit makes every signature too old', async () => {
    await bench.control.setSwitches({ clockOffsetMs: 901_000 });
    expect(await errorOf(await get(signed()))).toMatchObject({ status: 401, code: '7509' });
    await bench.control.setSwitches({ clockSkewLimitMs: 1_000_000 });
    expect((await get(signed())).status).toBe(200);
  });

  test('a request without api-version, or with another one, is refused with 400', async () => {
    const bare = bench.path();
    expect(await errorOf(await get(signed(accessKey, bare), bare))).toMatchObject({
      status: 400,
      message: 'The query parameter api-version is required.',
    });
    const other = `${bare}?api-version=2020-01-01`;
    expect((await get(signed(accessKey, other), other)).status).toBe(400);
    await bench.control.setSwitches({ apiVersions: ['2023-10-15', '2020-01-01'] });
    expect((await get(signed(accessKey, other), other)).status).toBe(200);
  });

  test('the ledger tells neither the key nor tokens nor phone numbers', async () => {
    const participantToAdd = { phoneNumber: { value: '+14255550123' } };
    await bench.control.setSwitches({ person: { onInvite: 'accept' } });
    await bench.added({ participantToAdd, sourceCallerIdNumber: { value: '+14255550100' } });
    const ledger = await bench.control.untilWebhooks('delivered', 'AddParticipantSucceeded');
    expect(JSON.stringify(ledger)).not.toMatch(/1425555|Bearer|HMAC|eyJ/);
    expect(JSON.stringify(ledger)).not.toContain(accessKey);
    expect(ledger.invitations[0]?.person).toBe(bench.control.personHash('4:+14255550123'));
    expect(ledger.calls[0]?.people).toContain(ledger.invitations[0]?.person);
  });
});
