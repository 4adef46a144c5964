import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, expect, test } from '@jest/globals';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { freePort } from '../../dev/free-port.ts';
import { installRuntime } from '../../src/worker/install-runtime.ts';

const other = createServer((connection) => connection.destroy()).listen(0, '127.0.0.1');
afterAll(async () => {
  other.close();
  await Runtime.instance().shutdown();
});

test('a worker whose port for metrics is taken the moment before it listens takes another one', async () => {
  await once(other, 'listening');
  const taken = (other.address() as AddressInfo).port;
  const ports = [taken, taken, await freePort()];

  const metrics = await installRuntime(new DefaultLogger('ERROR'), async () => ports.shift() as number);

  expect(ports).toEqual([]);
  expect(await metrics.read()).toContain('process_cpu_seconds_total');
});
