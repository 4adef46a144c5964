import type { Tone } from '../../contract/graph-media.ts';
import type { GraphTonePressed } from '../../contract/graph-notification.ts';
import type { Tones } from './model.ts';

const KEPT = 100;

/**
 * Takes a tone in its order: one that comes too early is held, one that comes too late is marked so. Nobody documents
 * with which number the tones of a call begin: the first that comes is taken for the first.
 */
export function afterTone(tones: Tones, tone: Tone): Tones {
  const { latest, next, held } = tones;
  const { sequenceId } = tone;
  if (isKnown(tones, tone)) return tones;
  if (next === undefined || sequenceId === next)
    return inOrder({ ...tones, next: sequenceId, held: insert(held, tone) });
  if (sequenceId < next) return { ...tones, latest: keep(latest, [{ ...tone, late: true }]) };
  return { ...tones, held: insert(held, tone) };
}

export function toneIn({ sequenceId, tone }: GraphTonePressed): Tone {
  return { sequenceId, ...(tone !== undefined && { tone }) };
}

/** It was told before. Another one under a number that was told is another tone: the numbers may have started anew. */
export function isKnown({ latest, held }: Tones, { sequenceId, tone }: Tone): boolean {
  return [...latest, ...held].some((known) => known.sequenceId === sequenceId && known.tone === tone);
}

/** What is missing is not waited for any longer: the gap is told with the tone after it. */
export function withoutWaiting(tones: Tones): Tones {
  const [first, ...rest] = tones.held;
  if (first === undefined) return tones;
  const missingBefore = first.sequenceId - (tones.next ?? first.sequenceId);
  const told = { ...first, ...(missingBefore > 0 && { missingBefore }) };
  return inOrder({ ...tones, next: first.sequenceId, held: [told, ...rest] });
}

/** Nothing more will come: none is held back. */
export function withoutGaps(tones: Tones): Tones {
  return tones.held.length === 0 ? tones : withoutGaps(withoutWaiting(tones));
}

function inOrder({ latest, next, held }: Tones): Tones {
  let due = next;
  const ready: Tone[] = [];
  for (const tone of held) {
    if (due === undefined || tone.sequenceId > due) break;
    const isLate = tone.sequenceId < due;
    ready.push(isLate ? { ...tone, late: true } : tone);
    if (!isLate) due += 1;
  }
  return { latest: keep(latest, ready), next: due, held: held.slice(ready.length) };
}

function insert(held: readonly Tone[], tone: Tone): readonly Tone[] {
  return [...held, tone].sort((one, other) => one.sequenceId - other.sequenceId);
}

function keep(latest: readonly Tone[], more: readonly Tone[]): readonly Tone[] {
  return [...latest, ...more].slice(-KEPT);
}
