export interface TimeLimit {
  /** Aborts when the time is over, or the outer signal does. */
  readonly signal: AbortSignal;
  /** Whether the time is over. */
  readonly passed: () => boolean;
  readonly clear: () => void;
}

export function timeLimit(outer: AbortSignal, ms: number): TimeLimit {
  const controller = new AbortController();
  const giveUp = () => controller.abort();
  let passed = false;
  const timer = setTimeout(() => {
    passed = true;
    giveUp();
  }, ms);
  outer.addEventListener('abort', giveUp, { once: true });
  return {
    signal: controller.signal,
    passed: () => passed,
    clear() {
      clearTimeout(timer);
      outer.removeEventListener('abort', giveUp);
    },
  };
}
