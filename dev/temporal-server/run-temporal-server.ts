import { isPortFree } from '../free-port.ts';
import { spawnSupervised, type SupervisedExit } from '../spawn-supervised.ts';
import { addMissingSearchAttributes, type SearchAttributeType } from './search-attributes.ts';
import { waitUntilServing } from './wait-until-serving.ts';

const NAMESPACE = 'default';
const START_TIMEOUT_MS = 30_000;
const STOP_GRACE_MS = 5_000;
const KEPT_LINES = 20;

export interface TemporalServerOptions {
  /** The root of this repository. */
  projectDir: string;
  /** A Temporal CLI, as `findTemporalServer` finds it. */
  executable: string;
  env: NodeJS.ProcessEnv;
  port: number;
  /** Without it there is no web UI. */
  uiPort?: number | undefined;
  /** Without it the server forgets everything when it stops. */
  dbFilename?: string | undefined;
  searchAttributes: Record<string, SearchAttributeType>;
  /** More of the server's dynamic configuration: names and JSON values. */
  dynamicConfig?: Record<string, string> | undefined;
  /** Gets what the server logs while it runs: errors only. */
  say?: ((line: string) => void) | undefined;
  /** Ends the wait until it serves, and the server with it. */
  signal?: AbortSignal | undefined;
}

export interface RunningTemporalServer {
  address: string;
  pid: number;
  /** Resolves when the server has ended, for whatever reason. */
  exited: Promise<SupervisedExit>;
  /** SIGTERM, then SIGKILL after 5 s. */
  stop(): Promise<void>;
}

/**
 * Starts a Temporal development server on 127.0.0.1 and resolves when it serves, with its namespace `default` and the
 * search attributes. It ends when this process ends. Throws when a port is in use, when the server ends early (with its
 * last lines), when it does not serve within 30 s, when a search attribute exists with another type, and
 * with the signal's reason when it is aborted meanwhile.
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<RunningTemporalServer> {
  const { port, uiPort, say } = options;
  options.signal?.throwIfAborted();
  await requireFreePort(port, 'The Temporal server');
  if (uiPort !== undefined) await requireFreePort(uiPort, "The Temporal server's web UI");

  const lastLines: string[] = [];
  let isServing = false;
  const server = await spawnSupervised({
    projectDir: options.projectDir,
    command: options.executable,
    args: startDevArguments(options),
    env: options.env,
    graceMs: STOP_GRACE_MS,
    onLine(line, from) {
      lastLines.push(line);
      if (lastLines.length > KEPT_LINES) lastLines.shift();
      if (isServing && from === 'stderr') say?.(`temporal: ${line}`);
    },
  });

  const early = new AbortController();
  void server.exited.then(({ code, signal }) =>
    early.abort(
      new Error(
        [`${options.executable} ended before it served (${signal ?? `exit code ${code}`}):`, ...lastLines].join('\n'),
      ),
    ),
  );
  const ending = AbortSignal.any([early.signal, ...(options.signal ? [options.signal] : [])]);
  try {
    const connection = await waitUntilServing({
      port,
      namespace: NAMESPACE,
      timeoutMs: START_TIMEOUT_MS,
      signal: ending,
    });
    try {
      await addMissingSearchAttributes(connection, NAMESPACE, options.searchAttributes);
    } finally {
      await connection.close();
    }
  } catch (error) {
    const reason: unknown = ending.aborted ? ending.reason : error;
    await server.stop();
    throw reason;
  }
  isServing = true;
  return {
    address: `127.0.0.1:${port}`,
    pid: server.pid,
    exited: server.exited,
    async stop() {
      isServing = false;
      await server.stop();
    },
  };
}

function startDevArguments(options: TemporalServerOptions): string[] {
  const { port, uiPort, dbFilename, searchAttributes, dynamicConfig = {} } = options;
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'];
  if (uiPort === undefined) args.push('--headless');
  else args.push('--ui-port', String(uiPort));
  if (dbFilename !== undefined) args.push('--db-filename', dbFilename);
  // by default every server timer below one second takes about one second
  const settings = { 'history.timerProcessorMaxTimeShift': '"1ms"', ...dynamicConfig };
  for (const [name, value] of Object.entries(settings)) args.push('--dynamic-config-value', `${name}=${value}`);
  for (const [name, type] of Object.entries(searchAttributes)) args.push('--search-attribute', `${name}=${type}`);
  return args;
}

async function requireFreePort(port: number, who: string): Promise<void> {
  if (await isPortFree(port)) return;
  throw new Error(
    `${who} cannot use port ${port} of 127.0.0.1: it is in use. Stop the program that uses it, or choose another port.`,
  );
}
