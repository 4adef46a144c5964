/** Whether a later operation wants the same person in the same call. */
export interface NewerOperationRequest {
  readonly operationId: string;
  readonly callConnectionId: string;
  /** Of the person: five hexadecimal digits, which many people share. */
  readonly personHash: string;
}

/** Whether another operation rang the same person in the same call while a look was made. */
export interface ConcurrentOperationRequest extends NewerOperationRequest {
  /** ISO 8601: when the look began. */
  readonly since: string;
}

/** What an operation asks about its like. Implemented in `src/activities`; a machine's actors bear the same names. */
export interface OperationActivities {
  /**
   * True when an operation that adds the same person to the same call was started later than `operationId`, whatever has
   * become of it. Answered from Temporal's visibility, which is eventually consistent: one that was started moments ago
   * may be missed, so `false` proves nothing about the latest seconds.
   */
  findNewerOperation(request: NewerOperationRequest): Promise<{ readonly exists: boolean }>;
  /**
   * True when another operation that adds the same person to the same call is open, or ended after `since`. The list of
   * participants may then show the person because that one rings. What visibility does not show yet is missed here too.
   */
  findConcurrentOperation(request: ConcurrentOperationRequest): Promise<{ readonly exists: boolean }>;
}
