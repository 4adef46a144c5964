import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { listeners } from '../support/listeners.ts';

const running = listeners();

/** As it happens at any time, and most of all beside load. */
function reclaimMemory(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

// Node 20 reclaims the signal of AbortSignal.timeout that only AbortSignal.any knows of, and it is never aborted then.
test('an answer is held no longer than it was asked for, whatever memory is reclaimed meanwhile', async () => {
  const headers = { prefer: 'wait=1' };
  const held = running.api({ method: 'GET', path: `/v1/operations/acs-add-${'0'.repeat(32)}`, headers });
  for (let times = 0; times < 10; times++) {
    await sleep(50);
    reclaimMemory();
  }

  expect((await held).headers['preference-applied']).toBe('wait=1');
});
