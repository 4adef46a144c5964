import { buildGoTool } from './build-go-tool.ts';
import { checkCli } from './cli-version.ts';
import { pinnedCli } from './pinned-cli.ts';
import type { Source } from './source.ts';

/** The pinned Temporal CLI, built with the Go toolchain: minutes, once. */
export const builtCli: Source = async (search) => {
  const { build } = await pinnedCli(search);
  let path: string;
  try {
    path = await buildGoTool(build);
  } catch (error) {
    return { reason: (error as Error).message };
  }
  const cli = await checkCli(path);
  if (!cli.usable) return { reason: `${path} was built but cannot be used: ${cli.reason}` };
  return { found: { kind: 'executable', path, serverVersion: cli.serverVersion }, origin: 'built with Go' };
};
