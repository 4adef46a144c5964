const SECONDS = /^\d+(\.\d+)?$/;
const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const ONE_DAY_MS = 86_400_000;

/**
 * The wait that a `Retry-After` header asks for, in whole milliseconds.
 * Seconds may be fractional (RFC 9110 §10.2.3 knows whole ones only; providers send both), or it is an HTTP date.
 * What is past, unreadable or longer than a day asks for nothing: `undefined`.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  const wait = SECONDS.test(text)
    ? Number(text) * 1000
    : IMF_FIXDATE.test(text)
      ? Date.parse(text) - nowMs
      : Number.NaN;
  return wait > 0 && wait <= ONE_DAY_MS ? Math.ceil(wait) : undefined;
}
