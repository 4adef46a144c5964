import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomGraph } from '../../dev/call-stack.ts';
import type { GraphSimulatorControl } from '../../simulator/graph-control-client.ts';
import { Lifecycle, runForTheFile, SOON_GIVEN_UP } from './lifecycle.ts';
import { MediaApi } from './media-api.ts';

/** Waits of a call, shrunk as those of operations are; a cancel may lose two workflow tasks. */
const SHRUNK_WAITS = {
  ...SOON_GIVEN_UP,
  DURABLE_CALLS_LOOK_MS: '1000',
  DURABLE_CALLS_CANCEL_NOTICES_MS: '10000',
  DURABLE_CALLS_FENCE_MS: '20000',
  DURABLE_CALLS_TONE_GAP_MS: '10000',
};

/** The whole stack with the simulated Graph, for the tests of one file. */
class GraphLifecycle extends Lifecycle {
  #folder = '';
  #media: MediaApi | undefined;

  get graph(): GraphSimulatorControl {
    return this.#here.simulator;
  }

  get tenantId(): string {
    return this.#here.tenantId;
  }

  get callbackUri(): string {
    return this.#here.callbackUri;
  }

  get media(): MediaApi {
    return (this.#media ??= new MediaApi(this.api));
  }

  /** A call whose notifications come to us, and which we have adopted. */
  async adopted(call: { readonly state?: 'establishing' | 'established' } = {}): Promise<string> {
    const callId = await this.graph.createCall({ callbackUri: this.callbackUri, tenantId: this.tenantId, ...call });
    for (let attempts = 1; ; attempts++) {
      const { status, body } = await this.media.adopt(callId, { tenantId: this.tenantId });
      if (status === 200) return callId;
      // 503: the one look before it was lost.
      if (status !== 503 || attempts === 3) throw new Error(`not adopted: ${JSON.stringify(body)}`);
    }
  }

  /** A call on which no cancel could be confirmed: a late one may still take effect. */
  async adoptedWithUnconfirmedCancel(): Promise<string> {
    const callId = await this.adopted();
    const unavailable = { kind: 'respond', at: 'arrival', status: 503, times: 1_000 } as const;
    await this.graph.addFault({ operation: 'cancelMediaProcessing', ...unavailable, callId });
    await this.media.cancelMedia(callId);
    await this.media.callUntil(callId, ({ epoch }) => epoch === 2);
    return callId;
  }

  /** The call ends, and no notification tells so. */
  async hangUpUntold(callId: string): Promise<void> {
    const untold = (['terminated', 'terminating'] as const).map((type) => ({ type, kind: 'drop', callId }) as const);
    await this.graph.addWebhookRule(...untold);
    await this.graph.hangUp(callId);
  }

  /** A delivery that the simulator would not send by itself. */
  async deliver(notifications: readonly object[], tenantId = this.tenantId): Promise<Response> {
    const token = await this.graph.mintToken({ tenantId });
    return fetch(this.callbackUri, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ value: notifications }),
    });
  }

  async startWithGraph(env: Readonly<Record<string, string>>, tenantId?: string): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'graph-lifecycle-'));
    const graph = { ...randomGraph(join(this.#folder, 'ca.pem')), ...(tenantId !== undefined && { tenantId }) };
    await this.startUp({ ...SHRUNK_WAITS, ...env }, process.env['TEST_TEMPORAL_ADDRESS'] ?? '', graph);
    await this.graph.setSwitches({ promptDurationMs: null, recordDurationMs: null });
  }

  override async checkReplays(): Promise<void> {
    try {
      await super.checkReplays();
    } finally {
      await this.graph.reset();
      await this.graph.setSwitches({ promptDurationMs: null, recordDurationMs: null });
    }
  }

  override async shutDown(): Promise<void> {
    await super.shutDown();
    await rm(this.#folder, { recursive: true });
  }

  get #here() {
    const { graph } = this.stack;
    if (graph === undefined) throw new Error('the stack has no Graph');
    return graph;
  }
}

/** Of the document's example of an adoption. */
export const exampleTenantId = '3f1c2a10-9d4b-4f0e-8a6c-1b2d3e4f5a6b';

/**
 * Runs the stack with the simulated Graph for a file's tests, and replays every call that a test adopted when the test
 * ends. What is played or recorded lasts until the test says otherwise.
 *
 * @param tenantId of the application; a random one where it is not given
 */
export function graphLifecycle(env: Readonly<Record<string, string>> = {}, tenantId?: string): GraphLifecycle {
  const running = new GraphLifecycle();
  runForTheFile(running, () => running.startWithGraph(env, tenantId));
  return running;
}
