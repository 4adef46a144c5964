import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { NotVerified } from '../../src/providers/verify-token.ts';
import { Verification } from '../../src/server/webhook.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('a refused delivery is warned of once a minute for each reason, and is 401 each time', async () => {
  const warned: string[] = [];
  const log = { warn: (fields: object) => void warned.push(JSON.stringify(fields)) };
  const verification = new Verification('ACS');
  const deliver = async (reason: string) => {
    const refused = verification.of(() => Promise.reject(new NotVerified(reason)), log);
    await expect(refused).rejects.toMatchObject({ type: 'not-verified', status: 401 });
  };

  await deliver('no token');
  await deliver('no token');
  await deliver('wrong audience');
  jest.setSystemTime(Date.now() + 59_999);
  await deliver('no token');
  expect(warned).toEqual(['{"reason":"no token"}', '{"reason":"wrong audience"}']);

  jest.setSystemTime(Date.now() + 1);
  await deliver('no token');
  expect(warned).toHaveLength(3);
});
