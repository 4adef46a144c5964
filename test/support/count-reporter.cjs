const path = require('node:path');
const util = require('node:util');

const SHOWN_LINES = 12;

/**
 * Closes the output with what failed, in a few lines each, for one who has but the end of it; then with one plain line.
 * Fails a run that executed nothing.
 */
module.exports = class CountReporter {
  #failure;

  onRunComplete(_contexts, results) {
    const { numPassedTests, numPendingTests } = results;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    if (numPassedTests + failed === 0) this.#failure = new Error('The suite ran no test.');
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
    process.stdout.write(`${results.testResults.flatMap(failuresOf).join('\n')}\n`);
    process.stdout.write(`${numPassedTests} passed, ${failed} failed${skipped}\n`);
  }

  getLastError() {
    return this.#failure;
  }
};

function failuresOf({ testFilePath, testExecError, failureMessage, testResults }) {
  const file = path.relative(process.cwd(), testFilePath);
  if (testExecError) return [summaryOf(file, failureMessage)];
  return testResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => summaryOf(`${file}: ${fullName}`, failureMessages[0]));
}

function summaryOf(what, message = '') {
  const lines = util.stripVTControlCharacters(message).split('\n').slice(0, SHOWN_LINES);
  return `\nfailed: ${what}\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}
