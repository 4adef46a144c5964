import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { checkCli, OLDEST_SERVER } from './cli-version.ts';
import { NamedButBroken, type Source } from './source.ts';

const VARIABLE = 'TEMPORAL_CLI_PATH';

/** The Temporal CLI that `TEMPORAL_CLI_PATH` names, or the first `temporal` on PATH. */
export const installedCli: Source = async ({ env, say }) => {
  if (env[VARIABLE]) {
    const path = resolve(env[VARIABLE]);
    const cli = await checkCli(path);
    if (cli.usable)
      return { found: { kind: 'executable', path, serverVersion: cli.serverVersion }, origin: `named by ${VARIABLE}` };
    throw new NamedButBroken(
      `${VARIABLE} names ${path}, which cannot be used: ${cli.reason}. ` +
        `Let it name a Temporal CLI with server ${OLDEST_SERVER} or newer, or unset it.`,
    );
  }

  const path = await findOnPath('temporal', env);
  if (path === undefined) return { reason: `${VARIABLE} is not set, and there is no "temporal" on PATH` };
  const cli = await checkCli(path);
  if (cli.usable)
    return { found: { kind: 'executable', path, serverVersion: cli.serverVersion }, origin: 'found on PATH' };
  say(`Passing over ${path}: ${cli.reason}.`);
  return { reason: `${path}: ${cli.reason}` };
};

async function findOnPath(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, name);
    const isExecutable = await access(path, constants.X_OK).then(
      async () => (await stat(path)).isFile(),
      () => false,
    );
    if (isExecutable) return path;
  }
  return undefined;
}
