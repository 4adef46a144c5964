import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { GraphSimulatorControl } from '../../simulator/graph-control-client.ts';
import { startSimulator, type Simulator } from '../../simulator/server.ts';
import { accessKey, resourceId } from './bench.ts';
import { GraphReceiver } from './graph-receiver.ts';

export const tenantId = '9b2f0f6e-6b2f-4a0e-9d2b-3c1f0a4f7d33';
export const otherTenantId = '9b2f0f6e-6b2f-4a0e-9d2b-3c1f0a4f7d44';
export const application = {
  appId: '5b1f0f6e-6b2f-4a0e-9d2b-3c1f0a4f7d55',
  clientSecret: 'secret-of-the-application',
};

/** A simulator, a receiver and an established call that tells it everything. Fresh for every test. */
export class GraphBench {
  control!: GraphSimulatorControl;
  receiver!: GraphReceiver;
  callId = '';

  path(action = ''): string {
    return `/v1.0/communications/calls/${this.callId}${action}`;
  }

  post(action: string, body?: object): Promise<Response> {
    return this.control.request('POST', this.path(`/${action}`), body);
  }

  play(clientContext: string, ...uris: string[]): Promise<Response> {
    const prompts = (uris.length > 0 ? uris : [`https://prompts.invalid/${clientContext}.wav`]).map(prompt);
    return this.post('playPrompt', { prompts, clientContext });
  }

  record(clientContext: string, body: object = {}): Promise<Response> {
    return this.post('recordResponse', { clientContext, ...body });
  }

  cancel(clientContext = 'cancel'): Promise<Response> {
    return this.post('cancelMediaProcessing', { clientContext });
  }

  async call() {
    const { calls } = await this.control.ledger();
    const found = calls.find(({ callId }) => callId === this.callId);
    if (!found) throw new Error('The ledger does not know the call.');
    return found;
  }

  /** What became of the operation with this context. */
  async truth(clientContext: string) {
    const { operations } = await this.call();
    return operations.find((operation) => operation.clientContext === clientContext);
  }
}

export function prompt(uri: string): object {
  return { '@odata.type': '#microsoft.graph.mediaPrompt', mediaInfo: { uri } };
}

export function useGraphBench(): GraphBench {
  const bench = new GraphBench();
  let simulator: Simulator;
  beforeAll(async () => {
    const graph = { ...application, tenantIds: [tenantId, otherTenantId] };
    simulator = await startSimulator({ port: 0, accessKeys: [accessKey], resourceId, graph });
    bench.control = new GraphSimulatorControl(simulator.url, { ...application, tenantId });
    bench.receiver = await new GraphReceiver().listen();
  });
  beforeEach(async () => {
    await bench.control.reset();
    await bench.control.setSwitches({ promptDurationMs: null, recordDurationMs: null, established: 'once' });
    bench.callId = await bench.control.createCall({ callbackUri: bench.receiver.url, tenantId });
    await bench.control.untilWebhooks('delivered', 'established');
    bench.receiver.deliveries.length = 0;
    bench.receiver.statuses = [];
  });
  afterAll(async () => {
    await simulator.close();
    await bench.receiver.close();
  });
  return bench;
}
