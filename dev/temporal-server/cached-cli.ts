import { stat } from 'node:fs/promises';
import { checkCli } from './cli-version.ts';
import { pinnedCli } from './pinned-cli.ts';
import type { Source } from './source.ts';

/** What an earlier search has built or downloaded. */
export const cachedCli: Source = async (search) => {
  const { builtPath, downloadedPath } = await pinnedCli(search);
  let reason = `nothing was built before (no ${builtPath})`;
  for (const path of [builtPath, downloadedPath]) {
    if (!(await stat(path).catch(() => undefined))) continue;
    const cli = await checkCli(path);
    if (cli.usable)
      return { found: { kind: 'executable', path, serverVersion: cli.serverVersion }, origin: 'from the cache' };
    reason = `${path} cannot be used: ${cli.reason}. Delete it, and it is made anew`;
  }
  return { reason };
};
