import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { lifecycle } from '../../support/lifecycle.ts';

const running = lifecycle();
const source = pathToFileURL(path.resolve('src/client/index.ts')).href;
const guide = readFileSync(path.resolve('docs/client.md'), 'utf8');
const [, program = ''] = /```ts\n\/\/ cancel-an-invitation\.ts\n([^]*?)```/.exec(guide) ?? [];

test('the first program of the guide ends with a cancelled invitation, and so it does when it is run again', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'client-guide-'));
  const file = path.join(folder, 'cancel-an-invitation.mts');
  await writeFile(file, program.replace("'durable-calls/client'", `'${source}'`));
  const call = await running.call();
  const runIt = async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', file, call], {
      env: {
        ...process.env,
        TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
        CALLBACK_URI: running.stack.callbackUri,
        DURABLE_CALLS_TASK_QUEUE: running.taskQueue,
      },
    });
    return stdout;
  };
  const first = await runIt();
  const again = await runIt();
  await rm(folder, { recursive: true });

  expect(first).toMatch(/^cancelled (invitationCancelled|neverSent)\n$/);
  expect(again).toBe(first);
  expect((await running.simulator.ledger()).summary.operations.addParticipant.executed).toBeLessThan(2);
});
