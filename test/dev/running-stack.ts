import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SimulatorControl } from '../../simulator/control-client.ts';
import { freePort } from '../../dev/free-port.ts';
import { eventually, isGone, temporaryFolder } from './stand-in-executables.ts';

const START_TIMEOUT_MS = 60_000;

/** A shell may point at production. */
export function environment(changes: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { TEMPORAL_ADDRESS: _, ...others } = process.env;
  return { ...others, ...changes };
}

/** Where a stack runs and what it knows: free ports and a folder of its own. */
export async function stackSettings() {
  const [api, webhooks, simulator, graph, worker, temporal, ui] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  return {
    DURABLE_CALLS_API_PORT: String(api),
    DURABLE_CALLS_WEBHOOK_PORT: String(webhooks),
    DURABLE_CALLS_SIMULATOR_PORT: String(simulator),
    DURABLE_CALLS_GRAPH_SIMULATOR_PORT: String(graph),
    DURABLE_CALLS_WORKER_PORT: String(worker),
    DURABLE_CALLS_TEMPORAL_PORT: String(temporal),
    DURABLE_CALLS_TEMPORAL_UI_PORT: String(ui),
    DURABLE_CALLS_DATA_DIR: await temporaryFolder(),
  };
}

export type StackSettings = Awaited<ReturnType<typeof stackSettings>>;

/** `npm start`, without npm. */
export class RunningStack {
  readonly settings: StackSettings;
  readonly child: ChildProcess;
  output = '';
  readonly #ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;

  constructor(settings: StackSettings) {
    this.settings = settings;
    this.child = spawn(process.execPath, ['--import', 'tsx', 'dev/start.ts'], {
      env: environment(settings),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.#ended = new Promise((end) => this.child.once('close', (code, signal) => end({ code, signal })));
  }

  get api(): string {
    return `http://127.0.0.1:${this.settings.DURABLE_CALLS_API_PORT}`;
  }

  get simulator(): SimulatorControl {
    return new SimulatorControl(`http://127.0.0.1:${this.settings.DURABLE_CALLS_SIMULATOR_PORT}`);
  }

  /** Its call, once it has said what a person needs to know. */
  async greeted(): Promise<string> {
    const told = eventually(
      'the stack runs',
      async () => /participants[^]*\/media\/cancel\n/.test(this.output) || this.child.exitCode !== null || undefined,
      START_TIMEOUT_MS,
    );
    await told.catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.output}`);
    });
    const [, call] = /^ {2}Call +(\S+)/m.exec(this.output) ?? [];
    if (call === undefined) throw new Error(this.output);
    return call;
  }

  /** Its Graph call, where it has said so. */
  get graphCall(): string {
    return /Graph call +(\S+)/.exec(this.output)?.[1] ?? '';
  }

  async tenantId(): Promise<string> {
    const text = await readFile(join(this.settings.DURABLE_CALLS_DATA_DIR, 'graph.json'), 'utf8');
    return (JSON.parse(text) as { tenantId: string }).tenantId;
  }

  /** Once all that it wrote has come. */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    return this.#ended;
  }

  /** By name: server, worker, simulator, Temporal server. */
  async processes(): Promise<Record<string, number>> {
    return JSON.parse(await readFile(join(this.settings.DURABLE_CALLS_DATA_DIR, 'processes.json'), 'utf8')) as Record<
      string,
      number
    >;
  }

  /** With SIGKILL; resolves when it says that it has started another. */
  async killAndAwaitNext(name: string): Promise<void> {
    const { [name]: pid } = await this.processes();
    if (pid === undefined) throw new Error(`no process ${name}`);
    process.kill(pid, 'SIGKILL');
    const again = async () => ((await this.processes())[name] !== pid ? true : undefined);
    await eventually(`the ${name} runs again`, again, START_TIMEOUT_MS);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended();
  }
}

export async function allGone(pids: readonly number[]): Promise<void> {
  await eventually('all are gone', async () => (pids.every((pid) => isGone(pid)) ? true : undefined));
}
