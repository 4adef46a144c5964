import { afterAll, expect, test } from '@jest/globals';
import { ownGraphLifecycle } from '../../support/graph-lifecycle.ts';
import { sounds } from '../../support/media-api.ts';
import { Relay } from '../../support/relay.ts';

const relay = Relay.to(process.env['TEST_TEMPORAL_ADDRESS'] ?? '');
const running = ownGraphLifecycle(
  {},
  undefined,
  relay.then(({ address }) => address),
);
afterAll(async () => (await relay).close());

test('while Temporal is away a prompt is heard to its end, the next one waits for it, and each is heard once', async () => {
  const { graph, media } = running;
  await graph.setSwitches({ webhookTries: 100 });
  const call = await running.adopted();
  const first = await media.heard(call);
  (await relay).cut();
  await graph.finish(call);
  const refused = await media.ask(call, 'prompts', sounds, 'second');
  (await relay).mend();
  const second = await media.queue(call, 'prompts', sounds, 'second');
  await media.inState(second, 'running');
  await graph.finish(call);

  expect([refused.status, refused.body['type']]).toEqual([503, expect.stringMatching(/temporal-unavailable$/)]);
  for (const operation of [first, second])
    expect((await media.settled(operation)).outcome).toMatchObject({ type: 'completed', evidence: 'event' });
  expect((await graph.ledger()).summary.operations.playPrompt).toMatchObject({ arrived: 2, executed: 2 });
});
