/** `2 m 10 s`, or `9 s`. */
function formatElapsed(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
}

/**
 * Says `line(elapsed)` every `intervalMs`, so that a long wait is seen to be alive, until `work` settles.
 * Answers what `work` answers.
 */
export async function withProgress<T>(
  {
    say,
    line,
    intervalMs = 10_000,
  }: { say: (line: string) => void; line: (elapsed: string) => string; intervalMs?: number },
  work: () => Promise<T>,
): Promise<T> {
  const startedAt = Date.now();
  const timer = setInterval(() => say(line(formatElapsed(Date.now() - startedAt))), intervalMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
