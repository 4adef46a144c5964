import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { spawnSupervised } from '../spawn-supervised.ts';
import { whyUnreachable } from '../tcp-connect.ts';
import { checkCli } from './cli-version.ts';
import { pinnedCli } from './pinned-cli.ts';
import { withProgress } from './progress.ts';
import type { Search, Source } from './source.ts';

const PROBE_TIMEOUT_MS = 3000;
const DOWNLOAD_TIMEOUT_MS = 5 * 60_000;

/** The Temporal CLI of the pinned version, downloaded by the SDK into our cache. */
export const downloadedCli: Source = async (search) => {
  const { host, port } = proxyOf(search.env) ?? search.downloadHost;
  const unreachable = await whyUnreachable(host, port, PROBE_TIMEOUT_MS);
  if (unreachable !== undefined) return { reason: `${host}:${port} cannot be reached: ${unreachable}` };

  const { version, downloadDir, downloadedPath } = await pinnedCli(search);
  await mkdir(downloadDir, { recursive: true });
  search.say(`Downloading the Temporal CLI ${version}.`);
  const output = await runDownload(search, `v${version}`, downloadDir);
  const cli = await checkCli(downloadedPath);
  if (cli.usable) {
    return {
      found: { kind: 'executable', path: downloadedPath, serverVersion: cli.serverVersion },
      origin: 'downloaded',
    };
  }
  return { reason: `the SDK could not download it: ${output.at(-1) ?? cli.reason}` };
};

/** In a process of its own: the SDK's native runtime is one per process and belongs to the caller. */
async function runDownload(search: Search, version: string, downloadDir: string): Promise<string[]> {
  const output: string[] = [];
  const tsx = pathToFileURL(createRequire(join(search.projectDir, 'package.json')).resolve('tsx')).href;
  const script = join(search.projectDir, 'dev/temporal-server/download-cli.ts');
  const download = await spawnSupervised({
    projectDir: search.projectDir,
    command: process.execPath,
    args: ['--import', tsx, script, version, downloadDir],
    env: search.env,
    onLine: (line) => output.push(line),
  });
  const deadline = setTimeout(() => {
    output.push(`no end within ${DOWNLOAD_TIMEOUT_MS / 60_000} minutes`);
    void download.stop();
  }, DOWNLOAD_TIMEOUT_MS);
  await withProgress(
    { say: search.say, line: (elapsed) => `Downloading the Temporal CLI, ${elapsed}` },
    async () => await download.exited,
  );
  clearTimeout(deadline);
  return output;
}

function proxyOf(env: NodeJS.ProcessEnv): { host: string; port: number } | undefined {
  const proxy = env['HTTPS_PROXY'] || env['https_proxy'] || env['ALL_PROXY'] || env['all_proxy'];
  if (!proxy || !URL.canParse(proxy)) return undefined;
  const { hostname, port, protocol } = new URL(proxy);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}
