/**
 * Lets the Temporal SDK download a CLI: `download-cli.ts v1.8.2 <folder>` leaves `<folder>/temporal-v1.8.2`.
 * The SDK downloads only to start a server, so one is started and shut down at once.
 */
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [version, downloadDir] = process.argv.slice(2);
if (version === undefined || downloadDir === undefined) throw new Error('usage: download-cli.ts <version> <folder>');

try {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', version, downloadDir, ttl: '365d' } },
  });
  await environment.teardown();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
