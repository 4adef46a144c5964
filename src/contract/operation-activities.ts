/** Which other operations add the same person to the same call. */
export interface OtherOperationsRequest {
  readonly operationId: string;
  readonly callConnectionId: string;
  /** Of the person: five hexadecimal digits, which many people share. */
  readonly personHash: string;
}

/** Those that were open at any time since the one that asks began. */
export interface OtherOperations {
  /** ISO 8601: when the one that asks began. */
  readonly startedAt: string;
  readonly others: readonly OtherOperation[];
}

export interface OtherOperation {
  /** ISO 8601. */
  readonly startedAt: string;
  /** ISO 8601; absent while it is open. */
  readonly endedAt?: string;
}

/** What an operation asks about its like. Implemented in `src/activities`; a machine's actors bear the same names. */
export interface OperationActivities {
  /**
   * Answered from Temporal's visibility, which is eventually consistent: one that was started moments ago may be missed,
   * and one that has just ended may be shown as open.
   */
  findOtherOperations(request: OtherOperationsRequest): Promise<OtherOperations>;
}
