import { beforeAll, expect, test } from '@jest/globals';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { forSuite } from '../support/suite.ts';
import { mediaReport } from './graph/media-report.ts';
import { planMediaCampaign } from './graph/plan-media.ts';
import { runMediaCampaign } from './graph/run-media-campaign.ts';

const seed = process.env['DURABLE_CALLS_TRUTH_SEED'] ?? '2';
const CALLS = forSuite({ gate: 100, full: 1_000 });
const TIMEOUT_MS = forSuite({ gate: 600_000, full: 3_600_000 });

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

test(
  `whatever the media of ${CALLS} calls settles as is true, whoever is killed and whatever fails on the way`,
  async () => {
    const tally = await runMediaCampaign({ phases: planMediaCampaign(seed, CALLS) });
    process.stderr.write(`${mediaReport(seed, tally)}\n`);

    expect(tally.stories.join('\n\n')).toBe('');
    expect(tally).toMatchObject({ calls: CALLS, ended: CALLS, settled: tally.operations, untrue: 0 });
  },
  TIMEOUT_MS,
);
