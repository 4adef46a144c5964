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
  /** Random where it is not given. */
  readonly provider?: ProviderIdentity;
  /** For worker and server, beside what connects them; undefined takes a variable of this process away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Gets what a process writes. */
  readonly onLine?: (process: StackProcess, line: string) => void;
  /** Ends every start that is under way. */
  readonly signal?: AbortSignal;
}

/** By which the simulator and its clients know each other. */
export interface ProviderIdentity {
  readonly accessKey: string;
  /** The worker's second one. */
  readonly secondaryAccessKey?: string;
  readonly resourceId: string;
}

/** In the order in which they are best stopped: who asks before who is asked. */
export const STACK_PROCESSES = ['server', 'worker', 'simulator'] as const;
export type StackProcess = (typeof STACK_PROCESSES)[number];

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

/** Rejects, with nothing left running, when one of the three cannot be started. */
export async function startCallStack(options: CallStackOptions): Promise<CallStack> {
  const { projectDir, temporalAddress, ports = {}, env = {}, simulatorStateFile, onLine = () => {} } = options;
  const { accessKey, secondaryAccessKey, resourceId } = options.provider ?? randomIdentity();
  const port = {
    api: ports.api ?? (await freePort()),
    webhooks: ports.webhooks ?? (await freePort()),
    simulator: ports.simulator ?? (await freePort()),
  };
  const url = (of: keyof typeof port) => `http://127.0.0.1:${port[of]}`;
  const shared = { DURABLE_CALLS_LOG_LEVEL: 'info', ...env, TEMPORAL_ADDRESS: temporalAddress };
  const programs: Record<StackProcess, Omit<Parameters<typeof startNodeProcess>[0], 'projectDir' | 'name'>> = {
    simulator: {
      entry: 'simulator/main.ts',
      args: [
        '--port',
        String(port.simulator),
        '--access-key',
        accessKey,
        ...(secondaryAccessKey === undefined ? [] : ['--access-key', secondaryAccessKey]),
        '--resource-id',
        resourceId,
        ...(simulatorStateFile === undefined ? [] : ['--state-file', simulatorStateFile]),
      ],
      env: {},
      ready: (line) => jsonLine(line, { listening: undefined }),
    },
    worker: {
      entry: 'worker.ts',
      env: {
        ...shared,
        ACS_CONNECTION_STRING: `endpoint=${url('simulator')}/;accesskey=${accessKey}`,
        ACS_SECONDARY_ACCESS_KEY: secondaryAccessKey,
        ACS_ENDPOINT: undefined,
        AZURE_AUTHORITY_HOST: undefined,
      },
      ready: (line) => jsonLine(line, { msg: 'worker started' }),
    },
    server: {
      entry: 'server.ts',
      env: {
        ...shared,
        DURABLE_CALLS_API_HOST: undefined,
        DURABLE_CALLS_API_PORT: String(port.api),
        DURABLE_CALLS_WEBHOOK_HOST: undefined,
        DURABLE_CALLS_WEBHOOK_PORT: String(port.webhooks),
        DURABLE_CALLS_PUBLIC_URL: url('webhooks'),
        ACS_WEBHOOK_ISSUER: undefined,
        ACS_RESOURCE_ID: resourceId,
        ACS_WEBHOOK_JWKS_URL: `${url('simulator')}/calling/keys`,
      },
      ready: (line) => jsonLine(line, { msg: 'server started' }),
    },
  };
  const running = new Map<StackProcess, NodeProcess>();
  const start = async (name: StackProcess, signal = options.signal) => {
    const started = await startNodeProcess({
      projectDir,
      name,
      ...programs[name],
      onLine: (line) => onLine(name, line),
      ...(signal && { signal }),
    });
    running.set(name, started);
    return started;
  };
  const stop = async () => {
    // the server first: a request that it still answers may need the worker
    await running.get('server')?.stop();
    await Promise.all([...running.values()].map((process) => process.stop()));
  };
  try {
    await allOrNone(options.signal, (signal) => STACK_PROCESSES.map((name) => start(name, signal)));
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
    start: (name) => start(name),
    stop,
  };
}

export function randomIdentity(): ProviderIdentity {
  const key = () => randomBytes(32).toString('base64');
  return { accessKey: key(), secondaryAccessKey: key(), resourceId: randomUUID() };
}

/** The first that fails ends the others, and rejects when none is under way any more. */
async function allOrNone(
  given: AbortSignal | undefined,
  begin: (signal: AbortSignal) => Promise<unknown>[],
): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(given ? [given] : [])]);
  await Promise.all(begin(signal).map((one) => one.catch((error: unknown) => failed.abort(error))));
  failed.signal.throwIfAborted();
}
