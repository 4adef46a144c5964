import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { bundleWorkflowCode, DefaultLogger, Runtime } from '@temporalio/worker';
import {
  describeReplay,
  replayHistories,
  statechartReplayBundleOptions,
  type ReplayHistoriesOptions,
} from '../src/statechart/replay/index.ts';

/*
 * npm run replay                                   the stored histories
 * npm run replay -- --live --query "<visibility>"  and those of the runs that the query finds at the configured Temporal
 */

const USAGE = `usage: npm run replay -- [--live --query "WorkflowType = 'addParticipant' AND ExecutionStatus = 'Running'"]`;

const pathOf = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));

/** @returns how many differ, or are missing altogether */
async function replay(what: string, histories: ReplayHistoriesOptions['histories'], atLeast: number): Promise<number> {
  const report = await replayHistories({
    workflowBundle,
    histories,
    onReplayed: (replayed) => {
      const told = describeReplay(replayed);
      if (told !== '') process.stdout.write(`${told}\n`);
    },
  });
  const { length } = report.histories;
  const waiting = report.histories.filter(({ replayed, differences }) => !replayed && differences.length === 0).length;
  const notBegun = waiting === 0 ? '' : `, ${waiting} of them not begun by any worker`;
  process.stdout.write(`${what}: ${length} histories${notBegun}; ${report.different} differ\n`);
  return length < atLeast ? 1 : report.different;
}

async function replayLive(query: string): Promise<number> {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const connection = await Connection.connect(connectionOptions);
  try {
    return await replay(
      `at ${connectionOptions.address ?? 'Temporal'}`,
      { client: new Client({ connection, ...(namespace !== undefined && { namespace }) }), query },
      0,
    );
  } finally {
    await connection.close();
  }
}

const { values } = parseArgs({ options: { live: { type: 'boolean' }, query: { type: 'string' } } });
const { live = false, query } = values;
if (live !== (query !== undefined)) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}
Runtime.install({ logger: new DefaultLogger('ERROR') });
const workflowBundle = await bundleWorkflowCode({
  workflowsPath: pathOf('src/workflows/index.ts'),
  logger: new DefaultLogger('WARN'),
  ...statechartReplayBundleOptions(),
});
const stored = await replay('test/histories', { folder: pathOf('test/histories') }, 1);
const differ = stored + (query === undefined ? 0 : await replayLive(query));
process.exitCode = differ > 0 ? 1 : 0;
