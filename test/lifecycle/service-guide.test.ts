import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { lifecycle } from '../support/lifecycle.ts';

const running = lifecycle();
const guide = readFileSync(path.resolve('docs/service.md'), 'utf8');
const [, tenMinutes = ''] = /## Ten minutes over HTTP\n([^]*?)\n## /.exec(guide) ?? [];
const [exported = '', ...commands] = [...tenMinutes.matchAll(/```sh\n([^]*?)```/g)].map(([, block = '']) => block);

test('the commands of the guide invite, cancel, and show the outcome and how it came about', async () => {
  expect(exported).toMatch(/^export API=\S+\nexport CALL=<the id of the call>\n$/);
  expect(commands).toHaveLength(4);
  const cwd = await mkdtemp(path.join(tmpdir(), 'service-guide-'));
  const env = { ...process.env, API: running.stack.api, CALL: await running.call() };
  const script = commands.join('\necho; echo ---\n');
  const { stdout } = await promisify(execFile)('bash', ['-euc', script], { cwd, env });
  await rm(cwd, { recursive: true });
  const [started, cancelled, settled, told] = stdout.split('\n---\n');

  const { operationId } = JSON.parse(started ?? '') as { operationId: string };
  running.api.started.add(operationId);
  expect(JSON.parse(cancelled ?? '')).toMatchObject({ operationId });
  expect(JSON.parse(settled ?? '')).toMatchObject({ phase: 'settled', outcome: { type: 'cancelled' } });
  expect(told).toMatch(/id: 1\nevent: transition\n[^]*\nid: settled\nevent: settled\n/);
});
