import { randomBytes, randomUUID } from 'node:crypto';
import { SimulatorControl } from '../simulator/control-client.ts';
import { freePort } from './free-port.ts';
import { jsonLine, startNodeProcess, type NodeProcess } from './node-process.ts';

export interface CallStackOptions {
  /** The root of this repository. */
  readonly projectDir: string;
  readonly temporalAddress: string;
  /** Free ones where they are not given. */
  readonly ports?: { readonly api?: number; readonly webhooks?: number; readonly simulator?: number };
  /** Where the simulator keeps its calls; without it they end with it. */
  readonly simulatorStateFile?: string;
  /** For worker and server, beside what connects them. */
  readonly env?: Readonly<Record<string, string>>;
  /** Gets what a process writes. */
  readonly onLine?: (process: StackProcess, line: string) => void;
}

export type StackProcess = 'simulator' | 'worker' | 'server';

/** Worker, server and simulator as processes of their own, connected with each other and with a Temporal server. */
export interface CallStack {
  readonly api: string;
  readonly webhooks: string;
  readonly simulator: SimulatorControl;
  /** Where a call sends its events to be ours. */
  readonly callbackUri: string;
  process(name: StackProcess): NodeProcess;
  /** Starts it (again), with the settings that it had. */
  start(name: StackProcess): Promise<NodeProcess>;
  /** Ends all three. */
  stop(): Promise<void>;
}

export async function startCallStack(options: CallStackOptions): Promise<CallStack> {
  const { projectDir, temporalAddress, ports = {}, env = {}, simulatorStateFile, onLine = () => {} } = options;
  const accessKey = randomBytes(32).toString('base64');
  const resourceId = randomUUID();
  const port = {
    api: ports.api ?? (await freePort()),
    webhooks: ports.webhooks ?? (await freePort()),
    simulator: ports.simulator ?? (await freePort()),
  };
  const url = (of: keyof typeof port) => `http://127.0.0.1:${port[of]}`;
  const shared = { TEMPORAL_ADDRESS: temporalAddress, DURABLE_CALLS_LOG_LEVEL: 'info', ...env };
  const programs: Record<StackProcess, Omit<Parameters<typeof startNodeProcess>[0], 'projectDir' | 'name'>> = {
    simulator: {
      entry: 'simulator/main.ts',
      args: [
        ...['--port', String(port.simulator), '--access-key', accessKey, '--resource-id', resourceId],
        ...(simulatorStateFile === undefined ? [] : ['--state-file', simulatorStateFile]),
      ],
      env: {},
      ready: (line) => jsonLine(line, { listening: undefined }),
    },
    worker: {
      entry: 'worker.ts',
      env: { ...shared, ACS_CONNECTION_STRING: `endpoint=${url('simulator')}/;accesskey=${accessKey}` },
      ready: (line) => jsonLine(line, { msg: 'worker started' }),
    },
    server: {
      entry: 'server.ts',
      env: {
        ...shared,
        DURABLE_CALLS_API_PORT: String(port.api),
        DURABLE_CALLS_WEBHOOK_PORT: String(port.webhooks),
        ACS_RESOURCE_ID: resourceId,
        ACS_WEBHOOK_JWKS_URL: `${url('simulator')}/calling/keys`,
      },
      ready: (line) => jsonLine(line, { msg: 'server started' }),
    },
  };
  const running = new Map<StackProcess, NodeProcess>();
  const start = async (name: StackProcess) => {
    const started = await startNodeProcess({ projectDir, name, ...programs[name], onLine: (line) => onLine(name, line) });
    running.set(name, started);
    return started;
  };
  const stop = async () => {
    await Promise.all([...running.values()].map((process) => process.stop()));
  };
  try {
    await Promise.all([start('simulator'), start('worker'), start('server')]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    api: url('api'),
    webhooks: url('webhooks'),
    simulator: new SimulatorControl(url('simulator'), accessKey),
    callbackUri: `${url('webhooks')}/webhooks/acs`,
    process: (name) => {
      const found = running.get(name);
      if (found === undefined) throw new Error(`the ${name} was not started`);
      return found;
    },
    start,
    stop,
  };
}
