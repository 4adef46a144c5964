import { join } from 'node:path';
import { builtCli } from './built-cli.ts';
import { cachedCli } from './cached-cli.ts';
import { OLDEST_SERVER } from './cli-version.ts';
import { downloadedCli } from './downloaded-cli.ts';
import { installedCli } from './installed-cli.ts';
import { runningServer } from './running-server.ts';
import type { FoundTemporalServer, Search, Source } from './source.ts';

export type { FoundTemporalServer };

export interface FindTemporalServerOptions {
  /** The root of this repository. */
  projectDir: string;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  /** Default `TEMPORAL_ADDRESS`. Tests name a variable of their own: a shell may point at production. */
  addressVariable?: string | undefined;
  goModuleDir?: string | undefined;
  downloadHost?: Search['downloadHost'] | undefined;
}

const SOURCES: { title: string; ask: Source }[] = [
  { title: 'a running server', ask: runningServer },
  { title: 'an installed Temporal CLI', ask: installedCli },
  { title: 'the cache', ask: cachedCli },
  { title: 'the download by the SDK', ask: downloadedCli },
  { title: 'a build with Go', ask: builtCli },
];

/**
 * Finds a Temporal server: the first of a running one, an installed CLI, one built before, a download, a build.
 * Says in one line which it took. Throws `NamedButBroken` when the environment names one that does not work, and an
 * Error that lists what was tried and what to do when there is none.
 */
export async function findTemporalServer(options: FindTemporalServerOptions): Promise<FoundTemporalServer> {
  const search: Search = {
    projectDir: options.projectDir,
    env: options.env,
    say: options.say,
    addressVariable: options.addressVariable ?? 'TEMPORAL_ADDRESS',
    goModuleDir: options.goModuleDir ?? join(options.projectDir, 'tools/temporal-server'),
    downloadHost: options.downloadHost ?? { host: 'temporal.download', port: 443 },
  };
  const tried: string[] = [];
  for (const { title, ask } of SOURCES) {
    const answer = await ask(search);
    if (answer.found) {
      search.say(describe(answer.found, answer.origin));
      return answer.found;
    }
    tried.push(`  - ${title}: ${answer.reason.replaceAll('\n', '\n      ')}`);
  }
  throw new Error(
    [
      'No Temporal server was found. Tried, in this order:',
      ...tried,
      'Do one of these:',
      `  - install the Temporal CLI with server ${OLDEST_SERVER} or newer (https://docs.temporal.io/cli), on PATH or named by TEMPORAL_CLI_PATH;`,
      '  - install Go as said above, and run this again: it builds the server once, in minutes;',
      `  - start a Temporal server yourself and name it: ${search.addressVariable}=host:port.`,
    ].join('\n'),
  );
}

function describe(found: FoundTemporalServer, origin: string): string {
  if (found.kind === 'address') return `Temporal server: ${found.address} (${origin})`;
  return `Temporal server: ${found.path}, server ${found.serverVersion} (${origin})`;
}
