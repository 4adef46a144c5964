import type { Switches } from './switches.ts';
import type { MediaOperation, ResultInfo } from './world.ts';

/** How an operation ends: what the provider says of it. */
export interface Ending {
  state: 'completed' | 'cancelled' | 'failed' | 'callEnded';
  result: ResultInfo;
  completionReason: string;
}

/* Subcodes 0, 8508 and 8515: Microsoft docs, resultInfo and the pages of the operations. The others: ACS Call Automation error codes,
   which carry the same numbers wherever both exist. */

function ending(state: Ending['state'], code: number, subcode: number, message: string, reason: string): Ending {
  return { state, result: { code, subcode, message }, completionReason: reason };
}

export const completed = () => ending('completed', 200, 0, 'The operation has completed.', 'completedSuccessfully');

export function cancelled(kind: MediaOperation['kind']): Ending {
  const reason = kind === 'playPrompt' ? 'mediaOperationCanceled' : 'operationCanceled';
  return ending('cancelled', 400, 8508, 'The operation was cancelled.', reason);
}

export const callEnded = (kind: MediaOperation['kind']): Ending => ({ ...cancelled(kind), state: 'callEnded' });

export const stopTone = () => ending('completed', 200, 8514, 'A stop tone was detected.', 'stopToneDetected');

export function unplayable(kind: MediaOperation['kind']): Ending {
  if (kind === 'recordResponse') return ending('failed', 500, 8511, 'The prompt has failed.', 'playPromptFailed');
  return ending('failed', 400, 8535, 'The file format is not supported.', 'unknown');
}

export function recordEnding(by: Switches['recordEndsBy']): Ending {
  switch (by) {
    case 'maxRecordDuration':
      return ending('completed', 200, 8515, 'The maximum duration was reached.', 'maxRecordDurationReached');
    case 'maxSilence':
      return ending('completed', 200, 8509, 'There was silence for too long.', 'maxSilenceTimeout');
    case 'maxSilenceFails':
      return ending('failed', 400, 8509, 'There was silence for too long.', 'maxSilenceTimeout');
    case 'initialSilence':
      return ending('failed', 400, 8510, 'Nobody said anything.', 'initialSilenceTimeout');
  }
}
