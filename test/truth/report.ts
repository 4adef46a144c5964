import type { Tally } from './run-campaign.ts';

/** What the whole campaign was about; its last line is the sum. */
export function campaignReport(seed: string, tally: Tally): string {
  const outcomes = Object.entries(tally.outcomes).sort(([, one], [, other]) => other - one);
  const { adds, repeats, faults, eventsLost, kills } = tally.load;
  return [
    `seed ${seed}`,
    ...outcomes.map(([name, times]) => `  ${String(times).padStart(5)} ${name}`),
    `${adds} adds executed, ${repeats} repeats, ${faults} faults, ${eventsLost} events lost, ${kills} processes killed`,
    `pairs used for two requests: ${tally.pairsUsedForTwo}; leaks in histories, views and logs: ${tally.leaks.length}; executed again by a provider that does not honour pairs: ${tally.executedAgainByProvider}`,
    summaryLine(tally),
  ].join('\n');
}

export function summaryLine({ operations, settled, untrue, executedTwice }: Tally): string {
  return `${operations} operations, ${settled} settled, ${untrue} untrue, ${executedTwice} executed twice`;
}
