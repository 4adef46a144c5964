import type { LedgerSummary } from '../ledger.ts';
import type { Graph } from './graph.ts';
import type { GraphRequestEntry, GraphWebhookEntry } from './ledger.ts';
import type { OperationName } from './names.ts';
import type { Call, MediaOperation, ResultInfo } from './world.ts';

type Time = string;

interface MediaTold {
  operationId: string;
  kind: MediaOperation['kind'];
  clientContext: string | null;
  state: MediaOperation['state'];
  bargeIn: boolean;
  acceptedAt: Time;
  beganAt: Time | null;
  endedAt: Time | null;
  /** What was heard; without beganAt: never. */
  prompts: { uri: string; beganAt: Time | null; endedAt: Time | null }[];
  /** From when it was recorded. */
  recordingSince: Time | null;
  /** The cancel or the barging-in recording that ended it. */
  killedBy: string | null;
  result: ResultInfo | null;
}

interface CallTold {
  callId: string;
  tenantId: string;
  state: Call['state'];
  audio: Call['audio'];
  createdAt: Time;
  endedAt: Time | null;
  result: ResultInfo | null;
  keepAlives: Time[];
  /** What is heard or recorded now. */
  running: string | null;
  queued: string[];
  /** In order of their arrival. */
  operations: MediaTold[];
  cancels: { operationId: string; clientContext: string | null; at: Time; killed: string[] }[];
  toneSubscriptions: { operationId: string; clientContext: string | null; at: Time }[];
  /** `told`: somebody had subscribed. */
  tones: { tone: string; sequenceId: number; at: Time; told: boolean }[];
}

export interface GraphLedgerView {
  summary: LedgerSummary<OperationName>;
  requests: GraphRequestEntry[];
  webhooks: GraphWebhookEntry[];
  calls: CallTold[];
}

export function ledgerView(graph: Graph): GraphLedgerView {
  const { summary, requests, webhooks } = graph.ledger;
  const calls = Object.values(graph.world().calls).map((call) => callTold(graph, call));
  return { summary, requests, webhooks, calls };
}

function callTold(graph: Graph, call: Call): CallTold {
  const { media, instants, tones } = graph.world();
  const { callId, tenantId, state, audio } = call;
  const own = <T extends { callId: string }>(all: T[]) => all.filter((one) => one.callId === callId);
  const operations = own(Object.values(media));
  const idsOf = (wanted: MediaOperation['state']) =>
    operations.filter((operation) => operation.state === wanted).map(({ operationId }) => operationId);
  const done = own(instants).map(({ kind, operationId, clientContext, at, killed }) => ({
    kind,
    told: { operationId, clientContext, at: time(at) },
    killed,
  }));
  return {
    callId,
    tenantId,
    state,
    audio,
    createdAt: time(call.createdAt),
    endedAt: timeOrNull(call.endedAt),
    result: call.result ?? null,
    keepAlives: call.keepAlives.map(time),
    running: idsOf('running')[0] ?? null,
    queued: idsOf('queued'),
    operations: operations.map(mediaTold),
    cancels: done
      .filter(({ kind }) => kind === 'cancelMediaProcessing')
      .map(({ told, killed }) => ({ ...told, killed })),
    toneSubscriptions: done.filter(({ kind }) => kind === 'subscribeToTone').map(({ told }) => told),
    tones: own(tones).map(({ tone, sequenceId, at, told }) => ({ tone, sequenceId, at: time(at), told })),
  };
}

function mediaTold(operation: MediaOperation): MediaTold {
  const { operationId, kind, clientContext, state, bargeIn, killedBy, result, prompts } = operation;
  return {
    operationId,
    kind,
    clientContext,
    state,
    bargeIn,
    acceptedAt: time(operation.acceptedAt),
    beganAt: timeOrNull(operation.beganAt),
    endedAt: timeOrNull(operation.endedAt),
    prompts: prompts.map(({ uri, beganAt, endedAt }) => ({
      uri,
      beganAt: timeOrNull(beganAt),
      endedAt: timeOrNull(endedAt),
    })),
    recordingSince: timeOrNull(operation.recordingSince),
    killedBy: killedBy ?? null,
    result: result ?? null,
  };
}

function time(ms: number): Time {
  return new Date(ms).toISOString();
}

function timeOrNull(ms: number | undefined): Time | null {
  return ms === undefined ? null : time(ms);
}
