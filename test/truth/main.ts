import { parseArgs } from 'node:util';
import setUp from '../support/temporal-setup.ts';
import tearDown from '../support/temporal-teardown.ts';
import { mediaReport, mediaSummaryLine } from './graph/media-report.ts';
import { planMediaCampaign, planMediaPhase } from './graph/plan-media.ts';
import { runMediaCampaign } from './graph/run-media-campaign.ts';
import { campaignReport, summaryLine } from './report.ts';
import { planCampaign, planPhase } from './plan.ts';
import { runCampaign } from './run-campaign.ts';

/*
 * npm run test:truth                                     200 operations, another seed each time
 * npm run test:truth -- --operations 10000 --seed 7      a long run
 * npm run test:truth -- --seed 7 --phase 3               one phase of a campaign again
 * npm run test:truth -- --seed 7 --phase 3 --stories     and the story of each of its operations
 * npm run test:truth -- --calls 200                      the media of Graph calls instead; with --seed and --phase as above
 */

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '200' },
    calls: { type: 'string' },
    seed: { type: 'string' },
    phase: { type: 'string' },
    stories: { type: 'boolean', default: false },
  },
});
const seed = values.seed ?? String(Date.now());

process.stdout.write(`seed ${seed}\n`);
await setUp();
try {
  const stories =
    values.calls === undefined ? await ofOperations() : await ofCalls(wholeNumber('--calls', values.calls));
  process.exitCode = stories.length > 0 ? 1 : 0;
} finally {
  await tearDown();
}

async function ofOperations(): Promise<readonly string[]> {
  const operations = wholeNumber('--operations', values.operations);
  const phases = values.phase === undefined ? planCampaign(seed, operations) : [planPhase(seed, Number(values.phase))];
  const tell = storyTeller();
  const tally = await runCampaign({
    seed,
    phases,
    ...(values.stories && { onStory: (story: string) => void process.stdout.write(`\n${story}\n`) }),
    onPhase: ({ number, kills }, soFar, tookMs) => {
      tell(soFar.stories);
      const took = `${(tookMs / 1_000).toFixed(1)} s, ${kills.length} kills`;
      process.stdout.write(`phase ${number} of ${phases.at(-1)?.number} (${took}): ${summaryLine(soFar)}\n`);
    },
  });
  process.stdout.write(`${campaignReport(seed, tally)}\n`);
  return tally.stories;
}

async function ofCalls(calls: number): Promise<readonly string[]> {
  const phases =
    values.phase === undefined ? planMediaCampaign(seed, calls) : [planMediaPhase(seed, Number(values.phase))];
  const tell = storyTeller();
  const tally = await runMediaCampaign({
    phases,
    onPhase: ({ number, kills }, soFar, tookMs) => {
      tell(soFar.stories);
      const took = `${(tookMs / 1_000).toFixed(1)} s, ${kills.length} kills`;
      process.stdout.write(`phase ${number} of ${phases.at(-1)?.number} (${took}): ${mediaSummaryLine(soFar)}\n`);
    },
  });
  process.stdout.write(`${mediaReport(seed, tally)}\n`);
  return tally.stories;
}

/** Writes those that it has not written before. */
function storyTeller(): (stories: readonly string[]) => void {
  let told = 0;
  return (stories) => {
    for (const story of stories.slice(told)) process.stdout.write(`\n${story}\n\n`);
    told = stories.length;
  };
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${name} must be a number above 0`);
  return number;
}
