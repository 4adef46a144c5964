import { randomBytes, randomUUID } from 'node:crypto';
import { SimulatorControl } from '../simulator/control-client.ts';
import { GraphSimulatorControl } from '../simulator/graph-control-client.ts';
import { freePort } from './free-port.ts';
import { jsonLine, startNodeProcess, type NodeProcess } from './node-process.ts';
import type { ProgramPlace } from './program-arguments.ts';

export interface CallStackOptions extends ProgramPlace {
  readonly temporalAddress: string;
  /** Free ones where they are not given. */
  readonly ports?: {
    readonly api?: number;
    readonly webhooks?: number;
    readonly worker?: number;
    readonly simulator?: number;
    readonly graph?: number;
  };
  /** Where the simulator keeps its calls; without it they end with it. */
  readonly simulatorStateFile?: string;
  /** Random where it is not given. */
  readonly provider?: ProviderIdentity;
  /** Absent: no Graph. */
  readonly graph?: GraphSetup;
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

/** The simulated Graph, which worker and server reach by TLS. */
export interface GraphSetup {
  readonly appId: string;
  readonly clientSecret: string;
  readonly tenantId: string;
  /** Where the certificate of the simulator's authority is kept. */
  readonly caFile: string;
}

/** In the order in which they are best stopped: who asks before who is asked. */
export const STACK_PROCESSES = ['server', 'worker', 'simulator'] as const;
export type StackProcess = (typeof STACK_PROCESSES)[number];

/** How to reach a stack that runs. */
export interface StackAddresses {
  readonly ports: Readonly<Record<'api' | 'webhooks' | 'worker' | 'simulator' | 'graph', number>>;
  readonly provider: ProviderIdentity;
  /** Absent: no Graph. */
  readonly graph?: GraphSetup;
}

/** A stack as its clients see it. */
export interface ReachableStack {
  readonly api: string;
  readonly webhooks: string;
  /** Where the worker tells how it is. */
  readonly worker: string;
  readonly simulator: SimulatorControl;
  /** Where a call sends its events to be ours. */
  readonly callbackUri: string;
  /** Where there is Graph. */
  readonly graph?: SimulatedGraph;
}

/** Worker, server and simulator as processes of their own, connected with each other and with a Temporal server. */
export interface CallStack extends ReachableStack {
  process(name: StackProcess): NodeProcess;
  /** Starts it (again), with the settings that it had. */
  start(name: StackProcess): Promise<NodeProcess>;
  /** Another worker beside the first, which takes from the same queue. */
  startAnotherWorker(): Promise<NodeProcess>;
  /** Ends all of them. */
  stop(): Promise<void>;
}

export interface SimulatedGraph {
  readonly simulator: GraphSimulatorControl;
  readonly tenantId: string;
  /** Where a call sends its notifications to be ours. */
  readonly callbackUri: string;
}

export type CallStackWithGraph = CallStack & { readonly graph: SimulatedGraph };

const urlOf = (port: number) => `http://127.0.0.1:${port}`;

/** One that was started before, by whomever. */
export function reachStack({ ports, provider, graph }: StackAddresses): ReachableStack {
  const simulator = urlOf(ports.simulator);
  const webhooks = urlOf(ports.webhooks);
  return {
    api: urlOf(ports.api),
    webhooks,
    worker: urlOf(ports.worker),
    simulator: new SimulatorControl(simulator, provider.accessKey),
    callbackUri: `${webhooks}/webhooks/acs`,
    ...(graph && {
      graph: {
        simulator: new GraphSimulatorControl(simulator, graph),
        tenantId: graph.tenantId,
        callbackUri: `${webhooks}/webhooks/graph`,
      },
    }),
  };
}

/** Rejects, with nothing left running, when one of the three cannot be started. */
export function startCallStack(options: CallStackOptions & { readonly graph: GraphSetup }): Promise<CallStackWithGraph>;
export function startCallStack(options: CallStackOptions): Promise<CallStack>;
export async function startCallStack(options: CallStackOptions): Promise<CallStack> {
  const {
    projectDir,
    compiledDir,
    temporalAddress,
    ports = {},
    env = {},
    simulatorStateFile,
    graph,
    onLine = () => {},
  } = options;
  const provider = options.provider ?? randomIdentity();
  const { accessKey, secondaryAccessKey, resourceId } = provider;
  const port = {
    api: ports.api ?? (await freePort()),
    webhooks: ports.webhooks ?? (await freePort()),
    worker: ports.worker ?? (await freePort()),
    simulator: ports.simulator ?? (await freePort()),
    graph: ports.graph ?? (await freePort()),
  };
  const url = (of: keyof typeof port) => urlOf(port[of]);
  const shared = { DURABLE_CALLS_LOG_LEVEL: 'info', ...env, TEMPORAL_ADDRESS: temporalAddress };
  const programs: Record<StackProcess, Omit<Parameters<typeof startNodeProcess>[0], keyof ProgramPlace | 'name'>> = {
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
        ...(graph === undefined ? [] : simulatedGraph(graph, port.graph)),
      ],
      env: {},
      ready: (line) => jsonLine(line, { listening: undefined }),
    },
    worker: {
      entry: 'worker.ts',
      env: {
        ...shared,
        DURABLE_CALLS_WORKER_HOST: undefined,
        DURABLE_CALLS_WORKER_PORT: String(port.worker),
        ACS_CONNECTION_STRING: `endpoint=${url('simulator')}/;accesskey=${accessKey}`,
        ACS_SECONDARY_ACCESS_KEY: secondaryAccessKey,
        ACS_ENDPOINT: undefined,
        AZURE_AUTHORITY_HOST: undefined,
        ...GRAPH_UNSET,
        ...(graph && graphOfWorker(graph, `https://127.0.0.1:${port.graph}`)),
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
        ...GRAPH_UNSET,
        ...(graph && {
          GRAPH_APP_ID: graph.appId,
          GRAPH_WEBHOOK_JWKS_URL: `${url('simulator')}/v1/.well-known/keys`,
        }),
      },
      ready: (line) => jsonLine(line, { msg: 'server started' }),
    },
  };
  const running = new Map<StackProcess, NodeProcess>();
  const others: NodeProcess[] = [];
  const launch = (name: StackProcess, signal = options.signal, program = programs[name]) =>
    startNodeProcess({
      projectDir,
      compiledDir,
      name,
      ...program,
      onLine: (line) => onLine(name, line),
      ...(signal && { signal }),
    });
  const start = async (name: StackProcess, signal = options.signal) => {
    const started = await launch(name, signal);
    running.set(name, started);
    return started;
  };
  const startAnotherWorker = async () => {
    const { worker } = programs;
    const itsPort = { DURABLE_CALLS_WORKER_PORT: String(await freePort()) };
    const started = await launch('worker', options.signal, { ...worker, env: { ...worker.env, ...itsPort } });
    others.push(started);
    return started;
  };
  const stop = async () => {
    // the server first: a request that it still answers may need the worker
    await running.get('server')?.stop();
    await Promise.all([...running.values(), ...others].map((process) => process.stop()));
  };
  try {
    // A process reads whom it trusts when it starts: the simulator's authority has to be there.
    if (graph !== undefined) await start('simulator');
    const missing = STACK_PROCESSES.filter((name) => !running.has(name));
    await allOrNone(options.signal, (signal) => missing.map((name) => start(name, signal)));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...reachStack({ ports: port, provider, ...(graph && { graph }) }),
    process: (name) => {
      const found = running.get(name);
      if (found === undefined) throw new Error(`the ${name} was not started`);
      return found;
    },
    start: (name) => start(name),
    startAnotherWorker,
    stop,
  };
}

export function randomIdentity(): ProviderIdentity {
  const key = () => randomBytes(32).toString('base64');
  return { accessKey: key(), secondaryAccessKey: key(), resourceId: randomUUID() };
}

export function randomGraph(caFile: string): GraphSetup {
  return { appId: randomUUID(), clientSecret: randomBytes(24).toString('hex'), tenantId: randomUUID(), caFile };
}

const GRAPH_UNSET = {
  GRAPH_APP_ID: undefined,
  GRAPH_CLIENT_SECRET: undefined,
  GRAPH_CLOUD: undefined,
  GRAPH_BASE_URL: undefined,
  GRAPH_AUTHORITY_HOST: undefined,
  GRAPH_WEBHOOK_ISSUERS: undefined,
  GRAPH_WEBHOOK_JWKS_URL: undefined,
};

function simulatedGraph({ appId, clientSecret, tenantId, caFile }: GraphSetup, port: number): string[] {
  const own = ['--https-port', String(port), '--ca-file', caFile];
  return [...own, '--graph-app-id', appId, `--graph-client-secret=${clientSecret}`, '--graph-tenant-id', tenantId];
}

function graphOfWorker({ appId, clientSecret, caFile }: GraphSetup, origin: string) {
  return {
    GRAPH_APP_ID: appId,
    GRAPH_CLIENT_SECRET: clientSecret,
    GRAPH_BASE_URL: origin,
    GRAPH_AUTHORITY_HOST: origin,
    NODE_EXTRA_CA_CERTS: caFile,
  };
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
