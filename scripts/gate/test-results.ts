/** What of Jest's results (`--json --outputFile`) is read. */
export interface TestResults {
  readonly testResults: readonly FileResult[];
}

export interface FileResult {
  /** The path of the file. */
  readonly name: string;
  readonly status: string;
  /** Why the file could not be run at all; otherwise all failures of its tests in one text. */
  readonly message: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages: readonly string[];
  }[];
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const SHOWN_LINES = 12;

export function hasFailed({ status }: FileResult): boolean {
  return status === 'failed';
}

/** A file that could not be run at all counts as one failed test. */
export function tallyOf(files: readonly FileResult[]): Tally {
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const count = (status: string) => tests.filter((test) => test.status === status).length;
  const notRun = files.filter((file) => hasFailed(file) && firstFailure(file) === undefined).length;
  return { passed: count('passed'), failed: count('failed') + notRun, skipped: count('pending') };
}

/** The name of the first test that failed, and the first lines of its error. */
export function describeFailure(file: FileResult): string {
  const failure = firstFailure(file);
  const what = failure === undefined ? file.name : `${file.name}: ${failure.fullName}`;
  const [message = ''] = failure?.failureMessages ?? [file.message];
  const lines = message.split('\n').slice(0, SHOWN_LINES);
  return [what, ...lines.map((line) => `  ${line}`)].join('\n');
}

function firstFailure({ assertionResults }: FileResult) {
  return assertionResults.find(({ status }) => status === 'failed');
}
