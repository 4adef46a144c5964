import { parseArgs } from 'node:util';
import setUp from '../support/temporal-setup.ts';
import tearDown from '../support/temporal-teardown.ts';
import { campaignReport, summaryLine } from './report.ts';
import { planCampaign, planPhase } from './plan.ts';
import { runCampaign } from './run-campaign.ts';

/*
 * npm run test:truth                                     200 operations, another seed each time
 * npm run test:truth -- --operations 10000 --seed 7      a long run
 * npm run test:truth -- --seed 7 --phase 3               one phase of a campaign again
 * npm run test:truth -- --seed 7 --phase 3 --stories     and the story of each of its operations
 */

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '200' },
    seed: { type: 'string' },
    phase: { type: 'string' },
    stories: { type: 'boolean', default: false },
  },
});
const seed = values.seed ?? String(Date.now());
const operations = Number(values.operations);
if (!Number.isInteger(operations) || operations < 1) throw new Error('--operations must be a number above 0');
const phases = values.phase === undefined ? planCampaign(seed, operations) : [planPhase(seed, Number(values.phase))];

process.stdout.write(`seed ${seed}\n`);
await setUp();
try {
  let told = 0;
  const tally = await runCampaign({
    seed,
    phases,
    ...(values.stories && { onStory: (story: string) => void process.stdout.write(`\n${story}\n`) }),
    onPhase: ({ number, kills }, soFar, tookMs) => {
      for (const story of soFar.stories.slice(told)) process.stdout.write(`\n${story}\n\n`);
      told = soFar.stories.length;
      const took = `${(tookMs / 1_000).toFixed(1)} s, ${kills.length} kills`;
      process.stdout.write(`phase ${number} of ${phases.at(-1)?.number} (${took}): ${summaryLine(soFar)}\n`);
    },
  });
  process.stdout.write(`${campaignReport(seed, tally)}\n`);
  process.exitCode = tally.stories.length > 0 ? 1 : 0;
} finally {
  await tearDown();
}
