/** Whether a later operation wants the same person in the same call. */
export interface NewerOperationRequest {
  readonly operationId: string;
  readonly callConnectionId: string;
  /** Of the person: five hexadecimal digits, which many people share. */
  readonly personHash: string;
}

/** What an operation asks about its like. Implemented in `src/activities`; a machine's actors bear the same names. */
export interface OperationActivities {
  /**
   * True when an operation that adds the same person to the same call was started later than `operationId`, whatever has
   * become of it. Answered from Temporal's visibility, which is eventually consistent: one that was started moments ago
   * may be missed, so `false` proves nothing about the latest seconds.
   */
  findNewerOperation(request: NewerOperationRequest): Promise<{ readonly exists: boolean }>;
}
