import type { PayloadCodec } from '@temporalio/common';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import type { MachineIdentity } from '../machine-hash.ts';
import type { ReplayedActivation } from '../replayed.ts';
import { compareEffects } from './compare-effects.ts';
import { readPayloads } from './effect-value.ts';
import { recordedEffects, recordedMachine } from './history-effects.ts';
import { sourceOf, type ReadHistory } from './history-to-replay.ts';
import type { ReplayDifference, ReplayedHistory } from './report.ts';

/** Says of one replayed history in what it differs. */
export async function judge(
  given: ReadHistory,
  activations: readonly ReplayedActivation[],
  error: Error | undefined,
  codecs: readonly PayloadCodec[],
): Promise<ReplayedHistory> {
  if (error === undefined && activations.length === 0) {
    throw new Error(
      'The workflow bundle tells nothing of its replay: build it with statechartReplayBundleOptions(), or give workflowsPath.',
    );
  }
  const { history } = given;
  const broken = error && brokenOff(error, activations);
  const recorded = recordedEffects(history).filter(({ eventId }) => eventId < (broken?.eventId ?? Infinity));
  const { compared, differences } = await compareEffects(recorded, activations, { isWhole: !broken, codecs });
  const machine = await machinesOf(history, activations, codecs);
  return {
    ...sourceOf(given),
    replayed: !broken,
    compared,
    ...(machine && { machine }),
    differences: broken ? [...differences, broken] : differences,
  };
}

/** Says of a history that Temporal could not even begin to replay it, or broke it off. */
export function notReplayable(
  given: ReadHistory,
  error: unknown,
  activations: readonly ReplayedActivation[],
): ReplayedHistory {
  return { ...sourceOf(given), replayed: false, compared: 0, differences: [brokenOff(error, activations)] };
}

/** Temporal names the event in its message, in one of these ways. */
const EVENT_IN_MESSAGE = /HistoryEvent\(id: (\d+), (?:EventType::)?(\w+)\)|event(?: id)? (\d+)/i;

function brokenOff(error: unknown, activations: readonly ReplayedActivation[]): ReplayDifference {
  const message = error instanceof Error ? error.message : String(error);
  const [, id, eventType, bareId] = EVENT_IN_MESSAGE.exec(message) ?? [];
  const eventId = id ?? bareId;
  const place = activations.findLast((activation) => activation.place !== undefined)?.place;
  return {
    kind: 'notReplayable',
    name: '',
    ...(eventId !== undefined && { eventId: Number(eventId) }),
    ...(eventType !== undefined && { eventType }),
    now: message,
    ...(place && { place }),
  };
}

async function machinesOf(
  history: History,
  activations: readonly ReplayedActivation[],
  codecs: readonly PayloadCodec[],
): Promise<ReplayedHistory['machine']> {
  const memo = recordedMachine(history);
  const [recorded] = memo === undefined ? [] : ((await readPayloads([memo], codecs)) as MachineIdentity[]);
  const now = activations.find((activation) => activation.place !== undefined)?.place?.machine;
  if (recorded === undefined && now === undefined) return undefined;
  return { ...(recorded && { recorded }), ...(now && { now }) };
}
