import { join } from 'node:path';
import { goToolPath, type GoToolBuild } from './build-go-tool.ts';
import { cacheFolder } from './cache-folder.ts';
import { readPinnedTool } from './go-module.ts';
import type { Search } from './source.ts';

const MODULE = 'github.com/temporalio/cli';

export interface PinnedCli {
  version: string;
  build: GoToolBuild;
  builtPath: string;
  downloadDir: string;
  /** The SDK's downloader chooses this name for the version. */
  downloadedPath: string;
}

/** The CLI version that this repository pins, and where it lies once built or downloaded. */
export async function pinnedCli({ projectDir, env, say, goModuleDir }: Search): Promise<PinnedCli> {
  const { version, buildId } = await readPinnedTool(goModuleDir, MODULE);
  const cache = join(cacheFolder(env), 'temporal-server');
  const build: GoToolBuild = {
    projectDir,
    moduleDir: goModuleDir,
    package: `${MODULE}/cmd/temporal`,
    output: 'temporal',
    version: buildId,
    ldflags: `-s -w -X ${MODULE}/internal/temporalcli.Version=${version}`,
    cacheDir: join(cache, 'built'),
    env,
    say,
  };
  const downloadDir = join(cache, 'downloaded', `${process.platform}-${process.arch}`);
  return {
    version,
    build,
    builtPath: goToolPath(build),
    downloadDir,
    downloadedPath: join(downloadDir, `temporal-v${version}`),
  };
}
