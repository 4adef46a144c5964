import type {
  GraphActivities,
  GraphCallState,
  MediaRequest,
  MediaResponse,
} from '../../src/contract/graph-activities.ts';
import type {
  GraphCallInput,
  GraphCallSummary,
  MediaCommand,
  MediaOperationRequest,
  MediaOutcome,
  MediaRecord,
} from '../../src/contract/graph-media.ts';
import { mediaOperationId, parseMediaOperationId } from '../../src/contract/media-ids.ts';
import type { ProviderFailure } from '../../src/contract/provider-failure.ts';
import { graphCallMachine, summarizeGraphCall } from '../../src/machines/graph-call.ts';
import { mediaOperationMachine } from '../../src/machines/media-operation.ts';
import { resultOf } from '../../src/providers/graph/reasons.ts';
import { createStatechartTest, fakeActivity, type StatechartTest } from '../../src/statechart/testing/index.ts';

const CALL = '57dab8b1-894c-409a-b240-bd8beae78896';
const TENANT = '3f1c2a10-9d4b-4f0e-8a6c-1b2d3e4f5a6b';

const START = Date.UTC(2030, 0, 1);
export const at = (afterMs: number): string => new Date(START + afterMs).toISOString();

const input: GraphCallInput = {
  callId: CALL,
  tenantId: TENANT,
  cloud: 'global',
  keepTones: true,
  requestedAt: at(0),
  waits: {
    httpTimeoutMs: 1_000,
    startToCloseMs: 5_000,
    heartbeatMs: 1_000,
    backOffMs: 500,
    lookMs: 5_000,
    audioMs: 2_000,
    cancelNoticesMs: 10_000,
    fenceMs: 30_000,
    toneGapMs: 2_000,
    keepAliveMs: 15 * 60_000,
    aliveMs: 45 * 60_000,
  },
};

export const play: MediaCommand = {
  kind: 'playPrompt',
  prompts: [{ uri: 'https://audio.example.com/hello.wav' }],
  timeLimitSeconds: 60,
};
export const record = {
  kind: 'recordResponse',
  bargeInAllowed: false,
  initialSilenceTimeoutSeconds: 5,
  maxSilenceTimeoutSeconds: 5,
  maxRecordDurationSeconds: 5,
  playBeep: true,
  stopTones: ['#'],
  timeLimitSeconds: 60,
} satisfies MediaCommand;
export const subscribe: MediaCommand = { kind: 'subscribeToTone', timeLimitSeconds: 60 };

/** What an activity rejects with: the class that Graph's answer was given. */
export function failing(failure: ProviderFailure): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(failure.class), { type: failure.class, details: [failure] }));
}

/** An attempt that Temporal has given up. */
export const givenUp = (): Promise<never> =>
  Promise.reject(Object.assign(new Error('out of time'), { type: 'TimeoutFailure' }));

type Fakes = { [Name in keyof GraphActivities]: (request: never) => Promise<unknown> };

/** A call's machine in the runtime's host, on simulated time; each activity is answered as the test says at that time. */
export class GraphCallUnderTest {
  readonly machine: StatechartTest<typeof graphCallMachine>;
  readonly sent: (MediaRequest & { readonly operation: keyof GraphActivities; readonly atMs: number })[] = [];
  readonly fakes: Fakes;

  private constructor(machine: StatechartTest<typeof graphCallMachine>, fakes: Fakes) {
    this.machine = machine;
    this.fakes = fakes;
  }

  static async start(
    answers: Partial<Fakes> = {},
    changes: Partial<GraphCallInput> = {},
    { replay = true } = {},
  ): Promise<GraphCallUnderTest> {
    let accepted = 0;
    const accept = (): Promise<MediaResponse> =>
      Promise.resolve({ operationId: graphId((accepted += 1)), status: 'running' });
    const fakes: Fakes = {
      playPrompt: accept,
      recordResponse: accept,
      subscribeToTone: () =>
        Promise.resolve({ operationId: graphId((accepted += 1)), status: 'completed', result: 'completed' }),
      cancelMediaProcessing: () => Promise.resolve(cancelled),
      keepAlive: () => Promise.resolve({ found: true }),
      getGraphCall: () =>
        Promise.resolve({ found: true, state: 'established', audio: 'active' } satisfies GraphCallState),
      deleteCall: () => Promise.resolve({ found: true }),
      ...answers,
    };
    let test: GraphCallUnderTest | undefined;
    const asked = (name: keyof GraphActivities) =>
      fakeActivity((request: never) => {
        const { clientContext, ...rest } = request as MediaRequest;
        if (clientContext !== undefined)
          test?.sent.push({ ...rest, clientContext, operation: name, atMs: test.machine.now - START });
        return fakes[name](request);
      });
    const machine = await createStatechartTest(graphCallMachine, {
      input: { ...input, ...changes },
      summarize: summarizeGraphCall,
      startAt: START,
      replay,
      actors: {
        mediaOperation: mediaOperationMachine.provide({
          actors: {
            playPrompt: asked('playPrompt'),
            recordResponse: asked('recordResponse'),
            subscribeToTone: asked('subscribeToTone'),
            getGraphCall: asked('getGraphCall'),
          } as never,
        }),
        cancelMediaProcessing: asked('cancelMediaProcessing') as never,
        keepAlive: asked('keepAlive') as never,
        getGraphCall: asked('getGraphCall') as never,
      },
    });
    test = new GraphCallUnderTest(machine, fakes);
    return test;
  }

  /** @returns the operation's id */
  async enqueue(
    number: number,
    command: MediaCommand = play,
    changes: Partial<MediaOperationRequest> = {},
  ): Promise<string> {
    const operationId = mediaOperationId(CALL, number.toString(16).padStart(32, '0'));
    await this.machine.send({
      type: 'ENQUEUE',
      operation: {
        operationId,
        command,
        onAmbiguity: 'atMostOnce',
        notAfter: new Date(this.machine.now + 60_000).toISOString(),
        requestedAt: new Date(this.machine.now).toISOString(),
        requestHash: `hash-${number}`,
        ...changes,
      },
    });
    await this.machine.flush();
    return operationId;
  }

  async cancelMedia(cancelId = 'cancel-1'): Promise<void> {
    await this.machine.send({ type: 'CANCEL_MEDIA', cancelId });
    await this.machine.flush();
  }

  /** Graph tells the end of what was sent under this number, counted over the media requests. */
  async told(
    sent: { readonly clientContext: string } | undefined,
    result: { code?: number; subCode?: number; status?: string; operationId?: string; recordingLocation?: string } = {},
  ): Promise<void> {
    const said = { status: 'completed', code: 200, subCode: 0, ...result };
    await this.machine.notify({
      type: 'graph.OperationEnded',
      callId: CALL,
      tenantId: TENANT,
      ...(sent !== undefined && { clientContext: sent.clientContext }),
      ...said,
      result: resultOf(said) ?? 'other',
    });
    await this.machine.flush();
  }

  async callIs(state: string, audio?: string): Promise<void> {
    await this.machine.notify({
      type: 'graph.CallUpdated',
      callId: CALL,
      tenantId: TENANT,
      state,
      ...(audio !== undefined && { audio }),
    });
    await this.machine.flush();
  }

  /** Told, and found so by whoever looks. */
  async callIsOnHold(): Promise<void> {
    this.fakes.getGraphCall = () => Promise.resolve({ found: true, state: 'hold' });
    await this.callIs('hold');
  }

  async callEnds(): Promise<void> {
    await this.machine.notify({ type: 'graph.CallEnded', callId: CALL, tenantId: TENANT, code: 200, subCode: 4521 });
  }

  async tone(sequenceId: number, tone = 'tone1'): Promise<void> {
    await this.machine.notify({ type: 'graph.TonePressed', callId: CALL, tenantId: TENANT, sequenceId, tone });
  }

  /** Tones of the view, each by its number, and marked where it is late. */
  get tones(): string[] {
    const { latest } = this.machine.view().context.tones;
    return latest.map(({ sequenceId, late }) => `${sequenceId}${late === true ? ' late' : ''}`);
  }

  record(operationId: string): MediaRecord {
    const { key = '' } = parseMediaOperationId(operationId) ?? {};
    const found = this.machine.view().context.operations[key];
    if (found === undefined) throw new Error(`no operation ${operationId}`);
    return found;
  }

  outcome(operationId: string): MediaOutcome | undefined {
    return this.record(operationId).outcome;
  }

  /** Of what is open; of what has ended, its outcome's type. */
  state(operationId: string): unknown {
    const { summary } = this.machine.view();
    const open = (summary as GraphCallSummary).open.find((one) => one.operationId === operationId);
    return open === undefined ? this.outcome(operationId)?.type : open.state;
  }

  /** The names of what was asked that changes media, in order. */
  get posts(): string[] {
    return this.sent.map(({ operation }) => operation);
  }

  get region(): Record<string, unknown> {
    return (this.machine.view().value as { open: Record<string, unknown> }).open;
  }
}

/** Graph's answer to a cancel that has taken effect. */
export const cancelled: MediaResponse = { status: 'completed', result: 'completed' };

export const CANCELLED = { status: 'failed', code: 400, subCode: 8508 } as const;

function graphId(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}
