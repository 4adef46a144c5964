import type { MediaTally } from './run-media-campaign.ts';

/** What the whole campaign was about; its last line is the sum. */
export function mediaReport(seed: string, tally: MediaTally): string {
  const outcomes = Object.entries(tally.outcomes).sort(([, one], [, other]) => other - one);
  return [
    `seed ${seed}`,
    ...outcomes.map(([name, times]) => `  ${String(times).padStart(5)} ${name}`),
    `${tally.faults} faults, ${tally.noticesLost} notifications lost, ${tally.kills} processes killed`,
    mediaSummaryLine(tally),
  ].join('\n');
}

export function mediaSummaryLine({ calls, ended, operations, settled, untrue }: MediaTally): string {
  return `${calls} calls, ${ended} ended, ${operations} operations, ${settled} settled, ${untrue} untrue`;
}
