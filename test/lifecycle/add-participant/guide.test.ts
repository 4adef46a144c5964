import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { lifecycle } from '../../support/lifecycle.ts';

const running = lifecycle();

const guide = readFileSync(path.join(process.cwd(), 'docs/add-participant.md'), 'utf8');
const [, example = ''] = /<!-- example -->\s+```json\n([^]*?)```/.exec(guide) ?? [];

test('the example of the guide adds a participant', async () => {
  const { api, simulator } = running;
  const call = await running.call();
  const operationId = await api.start(call, JSON.parse(example));
  await api.inState(operationId, 'ringing');
  await simulator.answer({ callConnectionId: call });

  expect(await api.settled(operationId)).toMatchObject({
    correlation: 'ticket 4711',
    outcome: { type: 'added', evidence: 'event' },
  });
});
