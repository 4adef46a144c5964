import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { freePort } from '../../dev/free-port.ts';

const CHOOSE_50 = `
  import { freePort } from './dev/free-port.ts';
  const ports = [];
  for (let left = 50; left > 0; left--) ports.push(await freePort());
  console.log(JSON.stringify(ports));
  process.stdin.resume();
`;

test('processes that choose ports at the same time never choose the same one', async () => {
  const choosing = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', CHOOSE_50], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  // None of them ends before all have chosen: what it was given is its own only as long as it runs.
  await Promise.all(choosing.map(({ stdout }) => once(stdout, 'readable')));
  for (const { stdin } of choosing) stdin.end();
  const chosen = await Promise.all(choosing.map(async ({ stdout }) => JSON.parse(await text(stdout)) as number[]));

  expect(new Set(chosen.flat()).size).toBe(200);
});

test('a port that somebody listens on is passed over', async () => {
  const next = (await freePort()) + 1;
  const other = createServer().listen(next, '127.0.0.1');
  await once(other, 'listening');
  try {
    expect(await freePort()).toBe(next + 1);
  } finally {
    other.close();
  }
});
