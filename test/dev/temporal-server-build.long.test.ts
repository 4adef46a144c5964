import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buildGoTool, goToolPath, type GoToolBuild } from '../../dev/temporal-server/build-go-tool.ts';
import { readPinnedTool } from '../../dev/temporal-server/go-module.ts';
import { eventually, goToolchain, isGone, shellScript, temporaryFolder } from './stand-in-executables.ts';

let folder: string;
let build: GoToolBuild;
let said: string[];
let builders: ChildProcess[];

beforeEach(async () => {
  folder = await temporaryFolder();
  said = [];
  builders = [];
  build = {
    projectDir: process.cwd(),
    moduleDir: join(folder, 'module'),
    package: 'example.org/tool',
    output: 'tool',
    version: '1.0.0',
    cacheDir: join(folder, 'cache'),
    env: process.env,
    say: (line) => said.push(line),
  };
  await writeModule('package main\n\nfunc main() { println("hello") }\n');
});

afterEach(() => {
  for (const builder of builders) builder.kill('SIGKILL');
});

const withGo = hasGo() ? describe : describe.skip;
withGo('with the real Go toolchain', () => {
  test('builds the module, and does not build it again', async () => {
    const path = await buildGoTool(build);
    const builtAt = (await stat(path)).mtimeMs;
    execFileSync(path, { stdio: 'ignore' });
    const saidForOneBuild = [...said];

    expect(await buildGoTool(build)).toBe(path);
    expect((await stat(path)).mtimeMs).toBe(builtAt);
    expect(said).toEqual(saidForOneBuild);
  });

  test('builds another version beside the first', async () => {
    const first = await buildGoTool(build);
    const second = await buildGoTool({ ...build, version: '2.0.0' });
    expect(second).not.toBe(first);
    await stat(first);
    await stat(second);
  });

  test("tells the compiler's words when the build fails, and leaves nothing that counts as built", async () => {
    await writeModule('package main\n\nfunc main() { notDeclared() }\n');
    await expect(buildGoTool(build)).rejects.toThrow(/"go build .*failed with exit code 1:[^]*undefined: notDeclared/);
    expect(await readdir(join(build.cacheDir, '1.0.0'))).toEqual([]);

    await writeModule('package main\n\nfunc main() {}\n');
    await stat(await buildGoTool(build));
  });
});

test('names the needed Go version when there is no go', async () => {
  await expect(buildGoTool({ ...build, env: { PATH: folder } })).rejects.toThrow(
    'There is no "go" on PATH. Install Go 1.21.3 or newer (https://go.dev/dl/) and put it on PATH.',
  );
});

test.each(['1.20.9', '1.21', '1.21.2'])(
  'names both versions when go is %s and go.mod asks for 1.21.3',
  async (version) => {
    const env = { PATH: await goToolchain(folder, { version }) };
    await expect(buildGoTool({ ...build, env })).rejects.toThrow(
      `The Go on PATH is ${version}; ${build.moduleDir}/go.mod asks for 1.21.3. Install Go 1.21.3 or newer`,
    );
  },
);

test.each(['1.21.3', '1.22', '2.0', 'devel go1.27-abcdef'])(
  'builds with go %s where go.mod asks for 1.21.3',
  async (version) => {
    const env = { PATH: await goToolchain(folder, { version, build: ['echo built > "$target"'] }) };
    await stat(await buildGoTool({ ...build, env }));
  },
);

test('says how far it is while it builds', async () => {
  const env = { PATH: await gatedGo('echo a >&2; echo b >&2') };
  const building = buildGoTool({ ...build, env, progressIntervalMs: 100 });
  const isSaid = async () => said.find((line) => /^Building tool: 2 of 3 packages, \d+ s$/.test(line));
  try {
    await eventually('it says so', isSaid);
  } finally {
    await openGate();
    await building;
  }
});

test('builds once when two processes need it at once, and the second says whom it waits for', async () => {
  const env = { PATH: await gatedGo() };
  const first = startBuilder({ ...build, env });
  await eventually('the first builds', goStarted);
  const second = startBuilder({ ...build, env });
  await eventually('the second waits', async () => second.lines.find((line) => line.includes('Waiting')));
  expect(second.lines).toEqual([`said Waiting for process ${first.process.pid}, which is building tool 1.0.0.`]);

  await openGate();
  const path = goToolPath(build);
  expect((await first.ended).lines).toContain(`path ${path}`);
  expect((await second.ended).lines).toContain(`path ${path}`);
  expect(await readFile(join(folder, 'started'), 'utf8')).toMatch(/^\d+\n$/);
});

test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'a build that is interrupted by %s leaves no go command and nothing that counts as built, and the next one takes over',
  async (signal) => {
    const env = { PATH: await gatedGo() };
    const interrupted = startBuilder({ ...build, env });
    const goPid = Number(await eventually('it builds', goStarted));
    interrupted.process.kill(signal);
    await interrupted.ended;

    await eventually('the go command is gone', async () => isGone(goPid));
    expect(await readdir(join(build.cacheDir, '1.0.0'))).toEqual(['.lock', expect.stringMatching(/^\.partial-/)]);

    await openGate();
    const path = await buildGoTool({ ...build, env });
    expect(await readFile(path, 'utf8')).toBe('whole\n');
    expect(await readdir(join(build.cacheDir, '1.0.0'))).toEqual(['tool']);
  },
);

test('a lock whose owner has given no sign of life for half a minute is taken over', async () => {
  await mkdir(join(build.cacheDir, '1.0.0'), { recursive: true });
  const lock = join(build.cacheDir, '1.0.0', '.lock');
  await writeFile(lock, JSON.stringify({ pid: 1, host: 'another-machine', token: 'x' }));
  await utimes(lock, new Date(), new Date(Date.now() - 31_000));
  const env = { PATH: await goToolchain(folder, { build: ['echo built > "$target"'] }) };
  await stat(await buildGoTool({ ...build, env }));
});

test('another replace in go.mod is another build of the same version', async () => {
  const required = 'module m\n\ngo 1.21\n\nrequire example.org/tool v1.8.2 // indirect\n';
  await writeFile(join(build.moduleDir, 'go.mod'), required);
  const first = await readPinnedTool(build.moduleDir, 'example.org/tool');
  await writeFile(join(build.moduleDir, 'go.mod'), `${required}\nreplace example.org/tool => ../tool\n`);
  const second = await readPinnedTool(build.moduleDir, 'example.org/tool');
  expect([first.version, second.version]).toEqual(['1.8.2', '1.8.2']);
  expect(second.buildId).not.toBe(first.buildId);
});

async function writeModule(main: string): Promise<void> {
  await mkdir(build.moduleDir, { recursive: true });
  await writeFile(join(build.moduleDir, 'go.mod'), 'module example.org/tool\n\ngo 1.21.3\n');
  await writeFile(join(build.moduleDir, 'main.go'), main);
}

/** A go whose build writes half a file, its pid into `started`, and goes on when `gate` exists. */
async function gatedGo(...before: string[]): Promise<string> {
  return await goToolchain(folder, {
    build: [
      ...before,
      'printf half > "$target"',
      `echo $$ >> ${folder}/started`,
      `while [ ! -e ${folder}/gate ]; do sleep 0.05; done`,
      'echo whole > "$target"',
    ],
  });
}

async function goStarted(): Promise<string | undefined> {
  return (await readFile(join(folder, 'started'), 'utf8').catch(() => '')) || undefined;
}

async function openGate(): Promise<void> {
  await shellScript(join(folder, 'gate'));
}

function startBuilder(options: GoToolBuild): {
  process: ChildProcess;
  lines: string[];
  ended: Promise<{ lines: string[] }>;
} {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'test/dev/build-go-tool-script.ts', JSON.stringify(options)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  builders.push(child);
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return { process: child, lines, ended: new Promise((resolve) => child.once('close', () => resolve({ lines }))) };
}

function hasGo(): boolean {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
