import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { randomGraph, randomIdentity, startCallStack } from '../../../dev/call-stack.ts';
import type { GraphSimulatorControl } from '../../../simulator/graph-control-client.ts';
import type { MediaOperationView } from '../../../src/contract/graph-media-view.ts';
import { callWorkflowId } from '../../../src/contract/media-ids.ts';
import { MediaApi } from '../../support/media-api.ts';
import { OperationsApi, type Answer } from '../../support/operations-api.ts';
import { programs } from '../../support/programs.ts';
import { textOf } from '../../support/record-histories.ts';
import { codeOf, connectToTemporal } from '../../support/temporal.ts';
import { killInTurn } from '../campaign-stack.ts';
import { leaksIn } from '../history-hygiene.ts';
import { brokenFences, mediaUntruths, wrongTones } from './media-verdict.ts';
import type { MediaCallPlan, MediaPhase, Step } from './plan-media.ts';

/** Much shorter than in production, and in the same order: a campaign waits for many of them. */
const WAITS = {
  DURABLE_CALLS_BACK_OFF_MS: '100',
  DURABLE_CALLS_HEARTBEAT_MS: '1500',
  DURABLE_CALLS_HTTP_TIMEOUT_MS: '2000',
  DURABLE_CALLS_START_TO_CLOSE_MS: '4500',
  DURABLE_CALLS_NOT_AFTER_MS: '20000',
  DURABLE_CALLS_LOOK_MS: '1000',
  DURABLE_CALLS_AUDIO_MS: '300',
  DURABLE_CALLS_CANCEL_NOTICES_MS: '2000',
  DURABLE_CALLS_FENCE_MS: '8000',
  DURABLE_CALLS_TONE_GAP_MS: '500',
  DURABLE_CALLS_KEEP_ALIVE_MS: '5000',
};

const SETTLE_TIMEOUT_MS = 120_000;
/** The only one that is pressed. */
const TONE = 'tone5';

/** What a campaign has come to. */
export interface MediaTally {
  calls: number;
  ended: number;
  operations: number;
  settled: number;
  untrue: number;
  kills: number;
  faults: number;
  noticesLost: number;
  readonly outcomes: Record<string, number>;
  /** Of every call in which something is wrong. */
  readonly stories: string[];
}

export interface MediaCampaignOptions {
  readonly phases: readonly MediaPhase[];
  readonly onPhase?: (phase: MediaPhase, soFar: MediaTally, tookMs: number) => void;
}

type Stack = Awaited<ReturnType<typeof startCallStack>>;
type Client = Awaited<ReturnType<typeof connectToTemporal>>;

interface Stage {
  readonly stack: Stack;
  readonly graph: GraphSimulatorControl;
  readonly tenantId: string;
  readonly callbackUri: string;
  readonly media: MediaApi;
  readonly temporal: Client;
  readonly secrets: readonly string[];
}

/** Plays the phases one after the other against worker, server and simulator as processes, and judges every operation. */
export async function runMediaCampaign({ phases, onPhase = () => {} }: MediaCampaignOptions): Promise<MediaTally> {
  const tally: MediaTally = {
    calls: 0,
    ended: 0,
    operations: 0,
    settled: 0,
    untrue: 0,
    kills: 0,
    faults: 0,
    noticesLost: 0,
    outcomes: {},
    stories: [],
  };
  const folder = await mkdtemp(join(tmpdir(), 'media-campaign-'));
  const identity = randomIdentity();
  const setup = randomGraph(join(folder, 'ca.pem'));
  const temporal = await connectToTemporal();
  const stack = await startCallStack({
    ...programs(),
    temporalAddress: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
    provider: identity,
    graph: setup,
    env: {
      ...WAITS,
      DURABLE_CALLS_TASK_QUEUE: `truth-media-${randomUUID()}`,
      DURABLE_CALLS_STICKY_TIMEOUT_MS: '1000',
      DURABLE_CALLS_SHUTDOWN_GRACE_MS: '2000',
      DURABLE_CALLS_WORKFLOW_BUNDLE: process.env['TEST_CALLS_BUNDLE'] ?? '',
    },
  });
  try {
    const { simulator: graph, ...where } = stack.graph;
    const media = new MediaApi(new OperationsApi(stack.api));
    const stage = { stack, graph, ...where, media, temporal, secrets: [identity.accessKey, setup.clientSecret] };
    for (const phase of phases) {
      const began = Date.now();
      await runPhase(stage, phase, tally);
      onPhase(phase, tally, Date.now() - began);
    }
  } finally {
    await stack.stop();
    await temporal.connection.close();
    await rm(folder, { recursive: true });
  }
  return tally;
}

async function runPhase(stage: Stage, phase: MediaPhase, tally: MediaTally): Promise<void> {
  await stage.graph.reset();
  await stage.graph.setSwitches(phase.switches);
  const [played] = await Promise.all([
    Promise.all(phase.calls.map((plan) => playCall(stage, plan))),
    killInTurn(stage.stack, phase.kills),
  ]);
  const { summary, calls, requests } = await stage.graph.ledger();
  tally.kills += phase.kills.reduce((sum, { whom }) => sum + whom.length, 0);
  tally.faults += Object.values(summary.operations).reduce((sum, { faults }) => sum + faults, 0);
  tally.noticesLost += Object.values(summary.webhooks).reduce((sum, { dropped, failed }) => sum + dropped + failed, 0);
  for (const { plan, callId, operations } of played) {
    tally.calls += 1;
    const callView = await stage.media.callView(callId).catch((error: Error) => error);
    if (callView instanceof Error) {
      tally.stories.push(storyOf({ wrong: [`it cannot be looked at: ${callView.message}`], phase, plan }));
      continue;
    }
    tally.ended += callView.phase === 'settled' ? 1 : 0;
    const views = await Promise.all(operations.map(({ operationId }) => stage.media.view(operationId)));
    const call = calls.find((one) => one.callId === callId);
    if (call === undefined) throw new Error('the ledger does not know the call');
    const wrong = [
      ...(await wrongWithHistory(stage, callId, plan)),
      ...brokenFences(call, requests, views),
      ...wrongTones(callView, call),
      ...views.flatMap((view, index) => {
        const { onAmbiguity } = operations[index] ?? { onAmbiguity: 'atMostOnce' };
        const untruths = mediaUntruths({ view, onAmbiguity, call });
        count(tally, view, untruths);
        return untruths.map((sentence) => `${view.operationId}: ${sentence}`);
      }),
    ];
    if (wrong.length > 0) tally.stories.push(storyOf({ wrong, phase, plan, callView, views, call }));
  }
}

function count(tally: MediaTally, { kind, outcome }: MediaOperationView, untruths: readonly string[]): void {
  tally.operations += 1;
  tally.settled += outcome === undefined ? 0 : 1;
  tally.untrue += outcome !== undefined && untruths.length > 0 ? 1 : 0;
  const detail =
    outcome !== undefined && 'how' in outcome ? outcome.how : outcome && 'reason' in outcome ? outcome.reason : '';
  const name = [kind, outcome?.type ?? 'open', detail].filter(Boolean).join(' ');
  tally.outcomes[name] = (tally.outcomes[name] ?? 0) + 1;
}

interface PlayedOperation {
  readonly operationId: string;
  readonly onAmbiguity: 'atMostOnce' | 'atLeastOnce';
}

async function playCall(stage: Stage, plan: MediaCallPlan) {
  const { graph, media, tenantId, callbackUri } = stage;
  await sleep(plan.startsAfterMs);
  const establishesLater = plan.establishesAfterMs > 0;
  const callId = await graph.createCall({
    callbackUri,
    tenantId,
    ...(establishesLater && { state: 'establishing' as const }),
  });
  await accepted(() => media.adopt(callId, { tenantId, keepTones: plan.keepTones }));
  for (const fault of plan.faults) await graph.addFault({ ...fault, callId });
  for (const rule of plan.rules) await graph.addWebhookRule({ ...rule, callId });
  const establishing = establishesLater
    ? sleep(plan.establishesAfterMs).then(() => graph.establish(callId))
    : undefined;
  const operations = new Map<string, PlayedOperation>();
  for (const [index, step] of plan.steps.entries()) {
    await sleep(step.afterMs);
    const started = await takeStep(stage, callId, step, `step-${index}`);
    if (started !== undefined) operations.set(started.operationId, started);
  }
  await establishing;
  await sleep(plan.endsAfterMs);
  await graph.hangUp(callId);
  await untilSettled(() => media.call(callId));
  return { plan, callId, operations: [...operations.values()] };
}

async function takeStep(
  { graph, media }: Stage,
  callId: string,
  step: Step,
  key: string,
): Promise<PlayedOperation | undefined> {
  if (step.what === 'tone') {
    await graph.pressTone(callId, TONE);
    return undefined;
  }
  const { notAfterMs, ...wish } = ('body' in step ? step.body : {}) as {
    notAfterMs?: number;
    onAmbiguity?: 'atMostOnce' | 'atLeastOnce';
  };
  const notAfter = notAfterMs === undefined ? {} : { notAfter: new Date(Date.now() + notAfterMs).toISOString() };
  const body = step.what === 'cancel' ? undefined : { ...wish, ...notAfter };
  const answer = await accepted(() => media.ask(callId, step.what, body, key));
  const { operationId } = answer?.body ?? {};
  return typeof operationId === 'string' ? { operationId, onAmbiguity: wish.onAmbiguity ?? 'atMostOnce' } : undefined;
}

/** As a service does: again under the same key until it is taken, or told that it never will be. */
async function accepted(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  const deadline = Date.now() + SETTLE_TIMEOUT_MS;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined && answer.status < 300) return answer;
    // Its time has passed while nobody answered, or the call has ended.
    if (answer !== undefined && answer.status < 500) return undefined;
    if (Date.now() > deadline) throw new Error(`not accepted: ${JSON.stringify(answer?.body)}`);
    await sleep(200);
  }
}

/** Or until it should have been; whether it has settled, is judged later. The server may be away meanwhile. */
async function untilSettled(ask: () => Promise<Answer>): Promise<void> {
  const deadline = Date.now() + SETTLE_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const answer = await ask().catch(() => undefined);
    if (answer?.body['phase'] === 'settled') return;
    await sleep(200);
  }
}

/** It can be replayed, and holds no secret. What cannot be replayed is told whole, to be looked at. */
async function wrongWithHistory(
  { temporal, secrets }: Stage,
  callId: string,
  { keepTones }: MediaCallPlan,
): Promise<string[]> {
  const workflowId = callWorkflowId(callId);
  const history = await temporal.workflow.getHandle(workflowId).fetchHistory();
  const wrong = leaksIn(history, secrets);
  if (!keepTones && textOf(history).includes(TONE)) wrong.push('its history has a tone that is not kept');
  const code = codeOf('TEST_CALLS_BUNDLE');
  for await (const { error } of Worker.runReplayHistories({ workflowBundle: { code } }, [{ workflowId, history }])) {
    if (error) wrong.push(`it cannot be replayed: ${error.message}\n${historyToJSON(history)}`);
  }
  return wrong;
}

function storyOf(told: object): string {
  return JSON.stringify(told, undefined, 1);
}
