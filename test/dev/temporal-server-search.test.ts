import { createServer, type Server } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { freePort } from '../../dev/free-port.ts';
import { findTemporalServer, type FindTemporalServerOptions } from '../../dev/temporal-server/find-temporal-server.ts';
import { readPinnedTool } from '../../dev/temporal-server/go-module.ts';
import { goToolchain, shellScript, temporalCli, temporaryFolder } from './stand-in-executables.ts';

let folder: string;
let said: string[];
let nothingThere: FindTemporalServerOptions;
let listening: Server | undefined;

beforeEach(async () => {
  folder = await temporaryFolder();
  said = [];
  const goModuleDir = join(folder, 'module');
  await mkdir(goModuleDir);
  await writeFile(join(goModuleDir, 'go.mod'), 'module m\n\ngo 1.21\n\nrequire github.com/temporalio/cli v9.9.9\n');
  nothingThere = {
    projectDir: process.cwd(),
    env: { PATH: join(folder, 'bin'), DURABLE_CALLS_CACHE: join(folder, 'cache') },
    say: (line) => said.push(line),
    goModuleDir,
    downloadHost: { host: '127.0.0.1', port: await freePort() },
  };
});

afterEach(() => {
  listening?.close();
  listening = undefined;
});

const search = async (env: NodeJS.ProcessEnv = {}, options: Partial<FindTemporalServerOptions> = {}) =>
  await findTemporalServer({ ...nothingThere, env: { ...nothingThere.env, ...env }, ...options });

test('takes the running server that the environment names before anything else', async () => {
  await temporalCli(join(folder, 'bin/temporal'), '1.31.2');
  const address = await listenSomewhere();
  expect(await search({ TEMPORAL_ADDRESS: address })).toEqual({ kind: 'address', address });
  expect(said).toEqual([`Temporal server: ${address} (named by TEMPORAL_ADDRESS)`]);
});

test('takes a running server from the given variable only', async () => {
  await temporalCli(join(folder, 'bin/temporal'), '1.31.2');
  const address = await listenSomewhere();
  const options = { addressVariable: 'ANOTHER_ADDRESS' };
  expect(await search({ TEMPORAL_ADDRESS: address }, options)).toMatchObject({ kind: 'executable' });
  expect(await search({ ANOTHER_ADDRESS: address }, options)).toEqual({ kind: 'address', address });
});

test('a named server that cannot be reached is an error, whatever else there is', async () => {
  await temporalCli(join(folder, 'bin/temporal'), '1.31.2');
  const address = `127.0.0.1:${await freePort()}`;
  await expect(search({ TEMPORAL_ADDRESS: address })).rejects.toMatchObject({
    name: 'NamedButBroken',
    message: expect.stringContaining(
      `TEMPORAL_ADDRESS names ${address}, but no Temporal server can be reached there: connection refused.`,
    ),
  });
});

test.each(['http://localhost:7233', 'localhost:port', 'localhost:70000', 'a b'])(
  'refuses "%s" as an address',
  async (named) => {
    await expect(search({ TEMPORAL_ADDRESS: named })).rejects.toThrow(
      `TEMPORAL_ADDRESS is "${named}", which is no host:port`,
    );
  },
);

test('takes the CLI that TEMPORAL_CLI_PATH names before the one on PATH', async () => {
  await temporalCli(join(folder, 'bin/temporal'), '1.31.2');
  const path = await temporalCli(join(folder, 'elsewhere/temporal'), '1.30.0');
  expect(await search({ TEMPORAL_CLI_PATH: path })).toEqual({ kind: 'executable', path, serverVersion: '1.30.0' });
  expect(said).toEqual([`Temporal server: ${path}, server 1.30.0 (named by TEMPORAL_CLI_PATH)`]);
});

test.each<[string, (path: string) => Promise<unknown>, string]>([
  ['is missing', async () => {}, 'there is no such file'],
  ['may not be executed', async (path) => await writeFile(path, 'text'), 'it may not be executed'],
  [
    'has an old server',
    async (path) => await temporalCli(path, '1.28.1'),
    'its server is 1.28.1; 1.29 or newer is needed',
  ],
  [
    'is something else',
    async (path) => await shellScript(path, 'echo "cat 8.32"'),
    'names no server version (it printed: cat 8.32)',
  ],
  ['fails', async (path) => await shellScript(path, 'exit 3'), '"--version" failed'],
])('a named CLI that %s is an error, whatever else there is', async (_, make, reason) => {
  await temporalCli(join(folder, 'bin/temporal'), '1.31.2');
  const path = join(folder, 'named');
  await make(path);
  const error = await search({ TEMPORAL_CLI_PATH: path }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'NamedButBroken' });
  expect((error as Error).message).toContain(`TEMPORAL_CLI_PATH names ${path}, which cannot be used: `);
  expect((error as Error).message).toContain(reason);
});

test.each(['1.29.0', '1.31.2', '2.0.0', '1.32.0-162.0'])(
  'takes a "temporal" on PATH with server %s',
  async (serverVersion) => {
    const path = await temporalCli(join(folder, 'bin/temporal'), serverVersion);
    expect(await search()).toEqual({ kind: 'executable', path, serverVersion });
    expect(said).toEqual([`Temporal server: ${path}, server ${serverVersion} (found on PATH)`]);
  },
);

test('passes over an older "temporal" on PATH, says so, and takes the one in the cache', async () => {
  const old = await temporalCli(join(folder, 'bin/temporal'), '1.28.0');
  const path = await temporalCli(await builtPath(), '1.31.2');
  expect(await search()).toEqual({ kind: 'executable', path, serverVersion: '1.31.2' });
  expect(said).toEqual([
    `Passing over ${old}: its server is 1.28.0; 1.29 or newer is needed.`,
    `Temporal server: ${path}, server 1.31.2 (from the cache)`,
  ]);
});

test('takes what was downloaded before', async () => {
  const downloaded = join(
    folder,
    `cache/temporal-server/downloaded/${process.platform}-${process.arch}/temporal-v9.9.9`,
  );
  const path = await temporalCli(downloaded, '1.31.2');
  expect(await search()).toEqual({ kind: 'executable', path, serverVersion: '1.31.2' });
});

test('builds the pinned CLI when there is nothing else, and takes it from the cache after that', async () => {
  const source = await temporalCli(join(folder, 'prepared'), '1.31.2');
  await goToolchain(join(folder, 'bin'), { build: [`cp ${source} "$target"`] });
  const path = await builtPath();
  const found = { kind: 'executable', path, serverVersion: '1.31.2' };
  expect(await search()).toEqual(found);
  expect(said.at(-1)).toBe(`Temporal server: ${path}, server 1.31.2 (built with Go)`);
  expect(await search()).toEqual(found);
  expect(said.at(-1)).toBe(`Temporal server: ${path}, server 1.31.2 (from the cache)`);
});

test('lists what was tried, why each failed and what to do when there is no server', async () => {
  const old = await temporalCli(join(folder, 'bin/temporal'), '1.20.0');
  const { message } = await search().then(
    () => new Error('found one'),
    (error: Error) => error,
  );
  const { host, port } = nothingThere.downloadHost!;
  expect(message.split('\n')).toEqual([
    'No Temporal server was found. Tried, in this order:',
    '  - a running server: TEMPORAL_ADDRESS is not set',
    `  - an installed Temporal CLI: ${old}: its server is 1.20.0; 1.29 or newer is needed`,
    `  - the cache: nothing was built before (no ${await builtPath()})`,
    `  - the download by the SDK: ${host}:${port} cannot be reached: connection refused`,
    '  - a build with Go: There is no "go" on PATH. Install Go 1.21 or newer (https://go.dev/dl/) and put it on PATH.',
    'Do one of these:',
    expect.stringContaining('install the Temporal CLI with server 1.29 or newer'),
    expect.stringContaining('install Go'),
    expect.stringContaining('TEMPORAL_ADDRESS=host:port'),
  ]);
});

test("the compiler's words are in the list when the build fails", async () => {
  await goToolchain(join(folder, 'bin'), { build: ['echo "main.go:3: no such thing" >&2; exit 1'] });
  await expect(search()).rejects.toThrow(/a build with Go: "go build[^]*main\.go:3: no such thing/);
});

async function builtPath(): Promise<string> {
  const { buildId } = await readPinnedTool(nothingThere.goModuleDir!, 'github.com/temporalio/cli');
  return join(folder, 'cache/temporal-server/built', buildId, 'temporal');
}

async function listenSomewhere(): Promise<string> {
  const port = await freePort();
  await new Promise<void>((resolve) => {
    listening = createServer().listen(port, '127.0.0.1', resolve);
  });
  return `127.0.0.1:${port}`;
}
