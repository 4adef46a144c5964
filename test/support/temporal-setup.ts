import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../dev/free-port.ts';
import { findTemporalServer } from '../../dev/temporal-server/find-temporal-server.ts';
import { startTemporalServer, type RunningTemporalServer } from '../../dev/temporal-server/run-temporal-server.ts';
import { SEARCH_ATTRIBUTE_NAMES } from '../../src/client/search-attributes.ts';
import compileOnce from './programs-setup.ts';
import { SharedReplays } from './shared-replays.ts';
import { SharedStacks } from './shared-stacks.ts';
import { bundleWorkflows } from '../../src/worker/workflow-bundle.ts';

declare global {
  /** What has to end with the run. */
  var run:
    | {
        readonly temporalServer: RunningTemporalServer | undefined;
        readonly sharedStacks: SharedStacks;
        readonly sharedReplays: SharedReplays;
        readonly folder: string;
      }
    | undefined;
}

const projectDir = process.cwd();
const say = (line: string) => process.stderr.write(`${line}\n`);

/** A shell may point at production: tests never take TEMPORAL_ADDRESS, only a variable of their own. */
const ADDRESS_VARIABLE = 'DURABLE_CALLS_TEST_TEMPORAL_ADDRESS';

/** For all tests of a run: one Temporal server, one bundle of each kind, the programs, and stacks that are shared. */
export default async function setUp(): Promise<void> {
  const [{ address, server }, folder] = await Promise.all([
    startTemporal(),
    mkdtemp(join(tmpdir(), 'durable-calls-')),
    compileOnce(),
  ]);
  process.env['TEST_TEMPORAL_ADDRESS'] = address;
  for (const [variable, workflows] of [
    ['TEST_CALLS_BUNDLE', 'src/workflows/index.ts'],
    ['TEST_STATECHARTS_BUNDLE', 'test/support/statecharts/workflows.ts'],
  ] as const) {
    const path = join(folder, `${variable}.js`);
    await writeFile(path, await bundleWorkflows(join(projectDir, workflows)));
    process.env[variable] = path;
  }
  globalThis.run = {
    temporalServer: server,
    sharedStacks: await SharedStacks.open(folder, address),
    sharedReplays: await SharedReplays.open(),
    folder,
  };
}

async function startTemporal(): Promise<{ address: string; server?: RunningTemporalServer }> {
  const found = await findTemporalServer({ projectDir, env: process.env, say, addressVariable: ADDRESS_VARIABLE });
  if (found.kind === 'address') return found;
  const server = await startTemporalServer({
    projectDir,
    executable: found.path,
    // Memory for time: Go collects its garbage a quarter as often.
    env: { ...process.env, GOGC: '400' },
    port: await freePort(),
    searchAttributes: Object.fromEntries(SEARCH_ATTRIBUTE_NAMES.map((name) => [name, 'Keyword'])),
    dynamicConfig: {
      // By default a run that continues as new within its first second delays the next one, and the delays add up.
      'history.workflowIdReuseMinimalInterval': '"0s"',
      // A task that was handed to a worker that has just ended is lost: by default it is given out again after 10 s.
      'history.defaultWorkflowTaskTimeout': '"3s"',
    },
    say,
  });
  return { address: server.address, server };
}
