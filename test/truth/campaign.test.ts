import { beforeAll, expect, test } from '@jest/globals';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { forSuite } from '../support/suite.ts';
import { planCampaign } from './plan.ts';
import { campaignReport } from './report.ts';
import { runCampaign } from './run-campaign.ts';

const seed = process.env['DURABLE_CALLS_TRUTH_SEED'] ?? '2';
const OPERATIONS = forSuite({ gate: 200, full: 2_000 });
const TIMEOUT_MS = forSuite({ gate: 600_000, full: 3_600_000 });

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

test(
  `whatever ${OPERATIONS} operations settle as is true, whoever is killed and whatever fails on the way`,
  async () => {
    const tally = await runCampaign({ seed, phases: planCampaign(seed, OPERATIONS) });
    process.stderr.write(`${campaignReport(seed, tally)}\n`);

    expect(tally.stories.join('\n\n')).toBe('');
    expect(tally).toMatchObject({
      operations: OPERATIONS,
      settled: OPERATIONS,
      untrue: 0,
      executedTwice: 0,
      pairsUsedForTwo: 0,
      leaks: [],
    });
  },
  TIMEOUT_MS,
);
