import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { withFileLock } from './file-lock.ts';
import { requireGo, runGo } from './go-toolchain.ts';
import { withProgress } from './progress.ts';

const PARTIAL = '.partial-';
const KEPT_LINES = 20;

export interface GoToolBuild {
  /** The root of this repository. */
  projectDir: string;
  /** Holds go.mod and go.sum. */
  moduleDir: string;
  /** The import path of the main package. */
  package: string;
  /** The name of the executable. */
  output: string;
  /** Names the result in the cache: another version is another build. */
  version: string;
  ldflags?: string | undefined;
  cacheDir: string;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  progressIntervalMs?: number | undefined;
}

/** Where `buildGoTool` leaves its result. A file at this path is always a finished one. */
export function goToolPath({
  cacheDir,
  version,
  output,
}: Pick<GoToolBuild, 'cacheDir' | 'version' | 'output'>): string {
  return join(cacheDir, version, output);
}

/**
 * The path of the executable, built if it is not in the cache. Several processes at once build it once; an interrupted
 * build leaves nothing that counts as built; the go command does not outlive this process.
 * Throws when go is missing or too old, and with the compiler's last lines when the build fails.
 */
export async function buildGoTool(build: GoToolBuild): Promise<string> {
  const path = goToolPath(build);
  if (await exists(path)) return path;
  await requireGo(build.moduleDir, build.env);

  const folder = join(build.cacheDir, build.version);
  await mkdir(folder, { recursive: true });
  const onWait = (pid: number | undefined) =>
    build.say(`Waiting for process ${pid ?? '(unknown)'}, which is building ${build.output} ${build.version}.`);
  await withFileLock({ path: join(folder, '.lock'), onWait }, async () => {
    if (await exists(path)) return;
    await removePartials(folder);
    const partial = join(folder, `${PARTIAL}${process.pid}-${Date.now()}`);
    try {
      await compile(build, partial);
      await rename(partial, path);
    } finally {
      await rm(partial, { force: true });
    }
  });
  return path;
}

async function compile(build: GoToolBuild, target: string): Promise<void> {
  const { say, progressIntervalMs: intervalMs = 10_000 } = build;
  say(`Building ${build.output} ${build.version} with Go: once, and in minutes if it is large.`);

  let downloads = 0;
  const packages = await withProgress(
    { say, intervalMs, line: (elapsed) => `Fetching Go modules: ${count(downloads)} downloaded, ${elapsed}` },
    async () => await listPackages(build, () => (downloads += 1)),
  );
  let compiled = 0;
  const words: string[] = [];
  const onLine = (line: string) => {
    if (packages.has(line)) compiled += 1;
    else words.push(line);
  };
  // -v prints each package as it is compiled; those in Go's own cache are not printed
  const ldflags = build.ldflags === undefined ? [] : [`-ldflags=${build.ldflags}`];
  const args = ['build', '-v', ...ldflags, '-o', target, build.package];
  const exit = await withProgress(
    {
      say,
      intervalMs,
      line: (elapsed) => `Building ${build.output}: ${count(compiled)} of ${count(packages.size)} packages, ${elapsed}`,
    },
    async () => await runGo({ ...build, args, onLine }),
  );
  if (exit.code !== 0) throw goFailed(args, exit, words);
}

async function listPackages(build: GoToolBuild, onDownload: () => void): Promise<Set<string>> {
  const packages = new Set<string>();
  const words: string[] = [];
  const args = ['list', '-deps', build.package];
  const exit = await runGo({
    ...build,
    args,
    onLine(line, from) {
      if (from === 'stdout') packages.add(line);
      else words.push(line);
      if (line.startsWith('go: downloading ')) onDownload();
    },
  });
  if (exit.code !== 0) throw goFailed(args, exit, words);
  return packages;
}

function goFailed(args: string[], exit: { code: number | null; signal: string | null }, words: string[]): Error {
  const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
  return new Error([`"go ${args.join(' ')}" failed with ${how}:`, ...words.slice(-KEPT_LINES)].join('\n'));
}

/** What builds that were interrupted left behind. To be called with the lock held. */
async function removePartials(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(PARTIAL)) await rm(join(folder, name), { force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    (file) => file.isFile(),
    () => false,
  );
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
