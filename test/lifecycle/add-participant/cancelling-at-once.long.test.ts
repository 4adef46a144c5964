import { expect, test } from '@jest/globals';
import { bob, ownLifecycle } from '../../support/lifecycle.ts';

const PAIRS = 60;
const TIMEOUT_MS = 300_000;

/** Every workflow task evicts its run, and a query that arrives at that moment is lost. */
const running = ownLifecycle({ DURABLE_CALLS_MAX_CACHED_WORKFLOWS: '0' });

test(
  `of ${PAIRS} pairs of callers who cancel at once, on a worker without a workflow cache, every caller is answered`,
  async () => {
    const { api } = running;
    const call = await running.call();
    const answers = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const operationId = await api.start(call, bob);
      await api.inState(operationId, 'ringing');
      answers.push(...(await Promise.all([api.cancel(operationId), api.cancel(operationId)])));
      await api.settled(operationId);
    }

    expect(answers).toHaveLength(2 * PAIRS);
    expect(answers.filter(({ status }) => status !== 200 && status !== 202)).toEqual([]);
    // Where no answer came within five seconds the wish was handed over as a signal, and there is nothing to show.
    expect(answers.filter(({ body }) => body['phase'] !== undefined).length).toBeGreaterThan(PAIRS);
  },
  TIMEOUT_MS,
);
