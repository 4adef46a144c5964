/** The words of an error for a person; with its stack where it can only be a defect of ours. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isDefect = [TypeError, RangeError, ReferenceError, SyntaxError].some((defect) => error instanceof defect);
  return isDefect ? (error.stack ?? error.message) : error.message;
}
