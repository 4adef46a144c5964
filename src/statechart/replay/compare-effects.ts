import type { PayloadCodec } from '@temporalio/common';
import type { Effect, Place, ReplayedActivation } from '../replayed.ts';
import { valueOf } from './effect-value.ts';
import { firstDifference } from './first-difference.ts';
import type { RecordedEffect } from './history-effects.ts';
import type { ReplayDifference } from './report.ts';

interface PlacedEffect extends Effect {
  readonly place: Place | undefined;
}

export interface Comparison {
  readonly compared: number;
  readonly differences: readonly ReplayDifference[];
}

/**
 * Compares what a history has with what the code asked for in its replay. What the code asked for beyond that is no
 * difference: a timer that is cancelled before its command is sent is in no history, and the last task may be open.
 *
 * @param isWhole false for a replay that Temporal broke off: then what the code did not come to is no difference either
 */
export async function compareEffects(
  recorded: readonly RecordedEffect[],
  activations: readonly ReplayedActivation[],
  { isWhole, codecs }: { readonly isWhole: boolean; readonly codecs: readonly PayloadCodec[] },
): Promise<Comparison> {
  const asked = queuesOf(activations);
  const differences: ReplayDifference[] = [];
  let compared = 0;
  for (const effect of recorded) {
    const now = asked.get(keyOf(effect))?.shift();
    if (now === undefined && !isWhole) continue;
    compared++;
    const difference = await compare(effect, now, codecs);
    if (difference !== undefined) differences.push(difference);
  }
  return { compared, differences };
}

async function compare(
  recorded: RecordedEffect,
  now: PlacedEffect | undefined,
  codecs: readonly PayloadCodec[],
): Promise<ReplayDifference | undefined> {
  const { kind, name, eventId, eventType } = recorded;
  const place = now?.place;
  const here = { kind, name, eventId, eventType, ...(place && { place }) };
  if (now === undefined || now.name !== name) return { ...here, recorded: name, now: now?.name };
  // What the code of now asks for has not been through the user's codecs.
  const values = [await valueOf(recorded.content, codecs), await valueOf(now.content, [])].map(asJson);
  const found = firstDifference(values[0], values[1]);
  return found && { ...here, ...found };
}

function queuesOf(activations: readonly ReplayedActivation[]): Map<string, PlacedEffect[]> {
  const queues = new Map<string, PlacedEffect[]>();
  for (const { effects, place } of activations) {
    for (const effect of effects) {
      const queue = queues.get(keyOf(effect)) ?? [];
      queues.set(keyOf(effect), [...queue, { ...effect, place }]);
    }
  }
  return queues;
}

function keyOf({ kind, id }: Effect): string {
  return `${kind} ${id}`;
}

/** Values come from two realms, and the workflow's have objects of its own. */
function asJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
