import { expect, test } from '@jest/globals';
import { planCampaign } from './plan.ts';
import { campaignReport } from './report.ts';
import { runCampaign } from './run-campaign.ts';

const seed = process.env['DURABLE_CALLS_TRUTH_SEED'] ?? '2';
const OPERATIONS = 200;
const TIMEOUT_MS = 900_000;

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
