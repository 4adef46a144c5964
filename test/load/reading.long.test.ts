import { expect, test } from '@jest/globals';
import { atOnce } from '../support/at-once.ts';
import { bob, ownLifecycle } from '../support/lifecycle.ts';

const TIMES = 1_000;
const AT_ONCE = 10;
const TIMEOUT_MS = 120_000;

const running = ownLifecycle();

async function readAgainAndAgain(operationId: string): Promise<number> {
  const before = await running.historyLength(operationId);
  await atOnce(AT_ONCE, Array.from({ length: TIMES }), () => running.api.view(operationId));
  return (await running.historyLength(operationId)) - before;
}

test(
  'to read an operation 1,000 times adds nothing to its history: while it rings, nor when it has settled',
  async () => {
    const { api } = running;
    const operationId = await api.start(await running.call(), { ...bob, invitationTimeoutSeconds: 180 });
    await api.inState(operationId, 'ringing');

    expect(await readAgainAndAgain(operationId)).toBe(0);
    await api.cancel(operationId);
    await api.settled(operationId);
    expect(await readAgainAndAgain(operationId)).toBe(0);
  },
  TIMEOUT_MS,
);
