import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphSimulatorControl } from '../../simulator/graph-control-client.ts';
import { startSimulator, type Simulator } from '../../simulator/server.ts';
import type { Attempted } from '../../src/contract/attempt.ts';
import type { GraphActivities, GraphRequest } from '../../src/contract/graph-activities.ts';
import { OTHER_TENANT, TENANT } from './graph-requests.ts';
import { argumentsOf } from './programs.ts';

const ACCESS_KEY = Buffer.from('an access key beside the application').toString('base64');
const application = { appId: '5b1f0f6e-6b2f-4a0e-9d2b-3c1f0a4f7d55', clientSecret: 'secret-of-the-application' };
export const CLIENT_SECRET = application.clientSecret;

export interface GraphQuestion {
  readonly id: number;
  readonly operation: keyof GraphActivities;
  readonly request: GraphRequest;
  readonly number: number;
}

/** The simulated Graph over TLS, and a gateway in a process of its own: what a process trusts is settled when it starts. */
export class GraphStage {
  readonly control: GraphSimulatorControl;
  readonly httpsUrl: string;
  /** All that the gateways wrote. */
  written = '';
  readonly #simulator: Simulator;
  readonly #folder: string;
  readonly #gateways: ChildProcess[] = [];
  #asked = 0;

  private constructor(simulator: Simulator, folder: string) {
    this.#simulator = simulator;
    this.#folder = folder;
    this.httpsUrl = simulator.httpsUrl ?? '';
    this.control = new GraphSimulatorControl(simulator.url, { ...application, tenantId: TENANT });
  }

  static async start(): Promise<GraphStage> {
    const folder = await mkdtemp(join(tmpdir(), 'graph-stage-'));
    const simulator = await startSimulator({
      port: 0,
      accessKeys: [ACCESS_KEY],
      resourceId: '5b1f0f6e-6b2f-4a0e-9d2b-3c1f0a4f7d11',
      https: { port: 0, caFile: join(folder, 'ca.pem') },
      graph: { ...application, tenantIds: [TENANT, OTHER_TENANT] },
    });
    return new GraphStage(simulator, folder);
  }

  /** Configured as a worker is. */
  gateway(changes: Readonly<Record<string, string>> = {}): ChildProcess {
    const gateway = spawn(process.execPath, argumentsOf('test/support/graph-gateway-script.ts'), {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        ACS_CONNECTION_STRING: `endpoint=http://127.0.0.1:9/;accesskey=${ACCESS_KEY}`,
        GRAPH_APP_ID: application.appId,
        GRAPH_CLIENT_SECRET: application.clientSecret,
        GRAPH_BASE_URL: this.httpsUrl,
        GRAPH_AUTHORITY_HOST: this.httpsUrl,
        NODE_EXTRA_CA_CERTS: join(this.#folder, 'ca.pem'),
        AZURE_LOG_LEVEL: 'verbose',
        ...changes,
      },
    });
    for (const stream of [gateway.stdout, gateway.stderr])
      stream?.on('data', (chunk: Buffer) => (this.written += chunk.toString()));
    this.#gateways.push(gateway);
    return gateway;
  }

  async ask<Operation extends keyof GraphActivities>(
    gateway: ChildProcess,
    operation: Operation,
    request: Parameters<GraphActivities[Operation]>[0],
    number = 1,
  ): Promise<Attempted<Awaited<ReturnType<GraphActivities[Operation]>>>> {
    const question: GraphQuestion = { id: (this.#asked += 1), operation, request, number };
    return new Promise((fulfil, reject) => {
      const end = () => reject(new Error(`the gateway ended: ${this.written}`));
      const hear = ({ id, attempted }: { id: number; attempted: never }) => {
        if (id !== question.id) return;
        gateway.off('message', hear).off('exit', end);
        fulfil(attempted);
      };
      gateway.on('message', hear).on('exit', end);
      gateway.send(question);
    });
  }

  async close(): Promise<void> {
    for (const gateway of this.#gateways) gateway.kill('SIGKILL');
    await this.#simulator.close();
    await rm(this.#folder, { recursive: true });
  }
}
