import { startCallStack, STACK_PROCESSES, type CallStackWithGraph, type StackProcess } from '../call-stack.ts';
import { startStackTemporal, temporalEnv } from '../stack-temporal.ts';
import type { FoundTemporalServer } from '../temporal-server/find-temporal-server.ts';
import type { DataFolder } from './data-folder.ts';
import { KeptProcess, type DoesNotStayUp, type KeptProcessOptions, type RunningProcess } from './kept-process.ts';
import type { StackSettings } from './settings.ts';

export interface LastingStackOptions {
  readonly projectDir: string;
  readonly found: FoundTemporalServer;
  readonly ports: StackSettings['ports'];
  readonly data: DataFolder;
  readonly say: (line: string) => void;
  /** Gets what the processes write. */
  readonly onLine: (process: string, line: string) => void;
  readonly giveUp: (reason: DoesNotStayUp) => void;
  /** Aborted before everything is stopped: nothing is started any more. */
  readonly signal: AbortSignal;
}

export interface LastingStack {
  readonly calls: CallStackWithGraph;
  readonly temporalAddress: string;
  /** Where people look at it, when it is our own server. */
  readonly temporalUi?: string;
  /** Of the options. */
  readonly signal: AbortSignal;
  /** In the order in which they are stopped: who asks before who is asked. */
  readonly processes: ReadonlyMap<string, KeptProcess>;
}

/** Worker, server, simulator and, unless a server was named, Temporal: each is started again when it ends. */
export async function startLastingStack(options: LastingStackOptions): Promise<LastingStack> {
  const { projectDir, found, ports, data, say, onLine, giveUp, signal } = options;
  const keep = (name: string, start: KeptProcessOptions['start'], running: RunningProcess, needs?: KeptProcess) => {
    const onStarted = (pid: number) => data.rememberProcess(name, pid);
    return new KeptProcess({ name, start, needs, onStarted, say, signal }, running, giveUp);
  };
  let temporal: KeptProcess | undefined;
  if (found.kind === 'executable') {
    const start = () =>
      startStackTemporal({
        projectDir,
        executable: found.path,
        port: ports.temporal,
        uiPort: ports.temporalUi,
        dbFilename: data.temporalDatabase,
        say: (line) => onLine(TEMPORAL, line),
        signal,
      });
    temporal = keep(TEMPORAL, start, await start());
  }
  const temporalAddress = found.kind === 'address' ? found.address : `127.0.0.1:${ports.temporal}`;
  const provider = data.provider();
  let calls: CallStackWithGraph;
  try {
    calls = await startCallStack({
      projectDir,
      temporalAddress,
      ports,
      provider,
      graph: data.graph(),
      simulatorStateFile: data.simulatorState,
      env: { ...WORKER_ENV, ...temporalEnv(found, `durable-calls-${provider.resourceId}`) },
      onLine,
      signal,
    });
  } catch (error) {
    await temporal?.stop();
    throw error;
  }
  const kept = (name: StackProcess): [string, KeptProcess] => [
    name,
    keep(name, () => calls.start(name), calls.process(name), name === 'simulator' ? undefined : temporal),
  ];
  const processes = new Map(STACK_PROCESSES.map(kept));
  if (temporal) processes.set(TEMPORAL, temporal);
  const temporalUi = `http://127.0.0.1:${ports.temporalUi}`;
  return { calls, temporalAddress, ...(temporal && { temporalUi }), processes, signal };
}

const TEMPORAL = 'Temporal server';

/** By default every killed worker costs its successor 10 s. */
const WORKER_ENV = { DURABLE_CALLS_STICKY_TIMEOUT_MS: '1000' };
