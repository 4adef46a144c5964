import type { Switches } from './switches.ts';
import type { MediaOperation } from './world.ts';

type Durations = Pick<Switches, 'promptDurationMs' | 'recordDurationMs' | 'recordEndsBy' | 'mediaDurations'>;

/** null: until told. */
export function promptDuration(uri: string, callId: string, switches: Durations): number | null {
  return named(switches.mediaDurations, [uri, callId], switches.promptDurationMs);
}

/** null: until told. A recording never lasts longer than its own limits say. */
export function recordDuration({ callId, record }: MediaOperation, switches: Durations): number | null {
  const wanted = named(switches.mediaDurations, [callId], switches.recordDurationMs);
  if (wanted === null || !record) return wanted;
  const silent = switches.recordEndsBy === 'initialSilence';
  return Math.min(wanted, 1000 * (silent ? record.initialSilenceSeconds : record.maxDurationSeconds));
}

function named(durations: Switches['mediaDurations'], names: string[], otherwise: number | null): number | null {
  const name = names.find((candidate) => Object.hasOwn(durations, candidate));
  const found = name === undefined ? otherwise : durations[name];
  return found === undefined || found === 'untilTold' ? null : found;
}
