/** What Graph says that an operation came to, sorted by its codes. */
export type MediaResult = 'completed' | 'cancelled' | MediaFailureReason;

export type MediaFailureReason =
  | 'expired'
  | 'throttled'
  | 'credentials'
  | 'unreachable'
  | 'notEstablished'
  | 'forbidden'
  | 'invalid'
  /** Nobody spoke. */
  | 'silence'
  /** The prompt or the beep could not be played. */
  | 'unplayable'
  | 'providerFault'
  | 'other';
