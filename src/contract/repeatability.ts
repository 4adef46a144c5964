/** The pair that makes a request repeatable: the provider executes it once, however often it is sent. */
export interface RepeatabilityPair {
  /** `Repeatability-Request-ID`: a version 4 UUID. */
  readonly requestId: string;
  /** `Repeatability-First-Sent`: an IMF-fixdate, second precision. */
  readonly firstSent: string;
}

/**
 * Mints a pair from given randomness and time, so that a replay mints the same one.
 *
 * @param random draws from [0, 1), such as a workflow's `Math.random`
 * @param nowMs milliseconds since the epoch
 * @see Microsoft REST, Call Connection - Cancel Add Participant, "Request Headers"
 */
export function mintRepeatabilityPair(random: () => number, nowMs: number): RepeatabilityPair {
  return { requestId: uuidV4(random), firstSent: new Date(nowMs).toUTCString() };
}

/** Milliseconds since the pair was first sent, as the provider will reckon it. */
export function ageOfPairMs(pair: RepeatabilityPair, nowMs: number): number {
  return nowMs - Date.parse(pair.firstSent);
}

function uuidV4(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16));
  digits[12] = 4;
  digits[16] = 8 + ((digits[16] ?? 0) % 4);
  const hex = digits.map((digit) => digit.toString(16)).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
