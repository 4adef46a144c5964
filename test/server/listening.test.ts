import { expect, test } from '@jest/globals';
import { cannotListen } from '../../src/http/listen.ts';

const words = { who: 'The API', hostVariable: 'DURABLE_CALLS_API_HOST', portVariable: 'DURABLE_CALLS_API_PORT' };
const on80 = { host: '127.0.0.1', port: 80 };

test.each([
  ['EADDRINUSE', 'the port is in use. Stop the program that uses it, or set DURABLE_CALLS_API_PORT.'],
  ['EACCES', 'this user may not use the port. Set DURABLE_CALLS_API_PORT to one above 1023.'],
  ['EADDRNOTAVAIL', 'this machine has no such address. Set DURABLE_CALLS_API_HOST.'],
  ['ENOTFOUND', 'this machine has no such address. Set DURABLE_CALLS_API_HOST.'],
])('a listener that fails with %s says what to do', (code, why) => {
  const refusal = cannotListen(Object.assign(new Error('listen'), { code }), on80, words);

  expect(refusal?.message).toBe(`The API cannot listen on 127.0.0.1:80: ${why}`);
});

test('what is no matter of the address is not dressed up', () => {
  expect(cannotListen(new TypeError('x is not a function'), on80, words)).toBeUndefined();
});
