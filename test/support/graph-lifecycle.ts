import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomGraph } from '../../dev/call-stack.ts';
import type { GraphSimulatorControl } from '../../simulator/graph-control-client.ts';
import { formatClientContext } from '../../src/contract/media-ids.ts';
import { Lifecycle, runForTheFile } from './lifecycle.ts';
import { MediaApi } from './media-api.ts';

/** The whole stack with the simulated Graph, for the tests of one file. */
class GraphLifecycle extends Lifecycle {
  #folder: string | undefined;
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
  async adopted(
    call: { readonly state?: 'establishing' | 'established' } = {},
    adoption: { readonly keepTones?: boolean } = {},
  ): Promise<string> {
    const callId = await this.graph.createCall({ callbackUri: this.callbackUri, tenantId: this.tenantId, ...call });
    for (let attempts = 1; ; attempts++) {
      const { status, body } = await this.media.adopt(callId, { tenantId: this.tenantId, ...adoption });
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

  /** Graph tells the end of a send of an operation, and the server takes it. */
  async tellEnd(callId: string, operationId: string, send: number, word: object): Promise<void> {
    const clientContext = formatClientContext(operationId, send);
    const resourceData = { '@odata.type': '#microsoft.graph.playPromptOperation', clientContext, ...word };
    const resourceUrl = `/communications/calls/${callId}/operations/7c1f0f6e-6b2f-4a0e-9d2b-3c1f0a4f7d11`;
    const { status } = await this.deliver([{ changeType: 'deleted', resourceUrl, resourceData }]);
    if (status !== 202) throw new Error(`not taken: ${status}`);
  }

  /** Whatever the simulator holds for the calls is answered, under whose ids it is held. */
  async letGoOn(callIds: readonly string[]): Promise<void> {
    await this.graph.clearFaults();
    const held = new Set((await this.graph.holds()).map(({ name }) => name));
    for (const name of held) if (callIds.includes(name)) await this.graph.release(name);
  }

  async startSharedGraph(): Promise<void> {
    await this.startShared('graph');
    await this.#lastUntilTold();
  }

  async startOwnGraph(
    env: Readonly<Record<string, string>>,
    tenantId: string | undefined,
    temporalAddress: string,
  ): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'graph-lifecycle-'));
    const graph = { ...randomGraph(join(this.#folder, 'ca.pem')), ...(tenantId !== undefined && { tenantId }) };
    await this.startOwn(env, temporalAddress, graph);
    await this.#lastUntilTold();
  }

  override async checkReplays(): Promise<void> {
    try {
      await super.checkReplays();
    } finally {
      await this.graph.reset();
      await this.#lastUntilTold();
    }
  }

  override async shutDown(): Promise<void> {
    await super.shutDown();
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true });
  }

  /**
   * What is played or recorded lasts until a test says otherwise. That a call is established is told once: what follows could
   * come at any time, and be an event of the history that a test counts.
   */
  #lastUntilTold(): Promise<unknown> {
    return this.graph.setSwitches({ promptDurationMs: null, recordDurationMs: null, established: 'once' });
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
 * Lets a file's tests use the stack of the run with the simulated Graph, and replays every call that a test adopted when the
 * test ends. For files that need no settings of their own, end no process, and read no log.
 */
export function graphLifecycle(): GraphLifecycle {
  const running = new GraphLifecycle();
  runForTheFile(running, () => running.startSharedGraph());
  return running;
}

/**
 * The same with a stack of its own.
 *
 * @param tenantId of the application; a random one where it is not given
 * @param temporalAddress the way by which the stack reaches Temporal
 */
export function ownGraphLifecycle(
  env: Readonly<Record<string, string>> = {},
  tenantId?: string,
  temporalAddress: Promise<string> = Promise.resolve(process.env['TEST_TEMPORAL_ADDRESS'] ?? ''),
): GraphLifecycle {
  const running = new GraphLifecycle();
  runForTheFile(running, async () => running.startOwnGraph(env, tenantId, await temporalAddress));
  return running;
}

/** Words of Graph on the end of an operation. */
export const COMPLETED = { status: 'completed', resultInfo: { code: 200, subcode: 0 } } as const;
export const CANCELLED = { status: 'failed', resultInfo: { code: 400, subcode: 8508 } } as const;
export const FAILED = { status: 'failed', resultInfo: { code: 500, subcode: 8511 } } as const;
