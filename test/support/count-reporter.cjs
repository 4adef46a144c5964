/** Closes the output with one plain line, and fails a run that executed nothing. */
module.exports = class CountReporter {
  #failure;

  onRunComplete(_contexts, { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites }) {
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    if (numPassedTests + failed === 0) this.#failure = new Error('The suite ran no test.');
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
    process.stdout.write(`\n${numPassedTests} passed, ${failed} failed${skipped}\n`);
  }

  getLastError() {
    return this.#failure;
  }
};
