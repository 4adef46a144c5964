/** What every call takes. */
export interface CallOptions {
  /**
   * Who asks: 1 to 100 of `A-Z a-z 0-9 : _ . -`, otherwise TypeError. What others have started is not there for them.
   * Without one nothing is checked.
   */
  readonly caller?: string | undefined;
  /** Ends the call at once, which rejects with the signal's reason. What was asked of Temporal may be done all the same. */
  readonly signal?: AbortSignal | undefined;
  /** How long the call may take: 10,000 unless given. */
  readonly timeoutMs?: number | undefined;
}

/** A wait has no limit unless `timeoutMs` is given. */
export type WaitOptions = CallOptions;

export interface StartOptions extends CallOptions {
  /**
   * 1 to 255 characters. Under the same key the same request may be made again, also by another process and after the
   * end: it attaches to what was started. Without one every call starts something new.
   */
  readonly idempotencyKey?: string | undefined;
}

/** For what is heard in a call: without a key a repeat would be heard twice. */
export type KeyedStartOptions = StartOptions & { readonly idempotencyKey: string };
