/** A wish to cancel. */
export interface CancelAnswer<View> {
  /** Whether it was taken now, or was there before. */
  readonly taken: boolean;
  /** Missing while no worker answers, and where it is too large for the refusal of a second wish. */
  readonly view?: View;
}

/** After which a cancel is handed over as a signal, which needs no worker. */
const LONGEST_ANSWER_MS = 5_000;

/** How long a worker's answer to a cancel is waited for: half of the time is left for the signal. */
export function cancelAnswerTimeoutMs(remainingMs: number): number {
  return Math.min(LONGEST_ANSWER_MS, remainingMs / 2);
}
