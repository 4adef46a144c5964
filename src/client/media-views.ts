import type { CancelFate, CancelState } from '../contract/add-participant.ts';
import type { GraphCallInput, GraphCallSummary, MediaCancel, MediaRecord } from '../contract/graph-media.ts';
import type { GraphCallView, MediaOperationView } from '../contract/graph-media-view.ts';
import { mediaOperationId } from '../contract/media-ids.ts';
import type { OperationState } from '../contract/operation-view.ts';
import type { graphCallMachine } from '../machines/graph-call.ts';
import type { MachineView } from '../statechart/client/index.ts';

type CallMachineView = Pick<
  MachineView<typeof graphCallMachine>,
  'value' | 'revision' | 'transitions' | 'summary' | 'context'
>;

const LATEST_ENDED = 50;

/** What the view of a call says of one of its operations; `undefined` where the call does not know it. */
export function mediaOperationView(view: CallMachineView, key: string): MediaOperationView | undefined {
  const record = view.context.operations[key];
  if (record === undefined) return undefined;
  const { call, cancels } = view.context;
  const operationId = mediaOperationId(call.callId, key);
  const transitions = view.transitions.filter(({ actor }) => actor === operationId);
  return {
    ...operationIn(view.summary as GraphCallSummary, call, cancels, operationId, record),
    revision: view.revision,
    updatedAt: record.endedAt ?? transitions.at(-1)?.at ?? record.requestedAt,
    transitions: transitions.map(({ actor: _actor, ...transition }) => transition),
  };
}

export function graphCallView(view: CallMachineView): GraphCallView {
  const { context, revision, value, transitions } = view;
  const { call, state, audio, audioIsAssumed, outcome, cancels, toneSubscription } = context;
  const summary = view.summary as GraphCallSummary;
  const updatedAt = transitions.at(-1)?.at ?? call.requestedAt;
  return {
    kind: 'graphCall',
    provider: 'graph',
    callId: call.callId,
    tenantId: call.tenantId,
    cloud: call.cloud,
    phase: summary.phase,
    state: typeof value === 'object' ? (value['open'] ?? value) : value,
    ...(outcome && { outcome }),
    ...(state !== undefined && { callState: state }),
    ...(audio !== undefined && { audio }),
    ...(audio === undefined && audioIsAssumed && { audioIsAssumed }),
    epoch: context.epoch,
    fence: context.fence,
    queue: context.queue,
    operations: shown(Object.entries(context.operations)).map(([key, record]) => ({
      ...operationIn(summary, call, cancels, mediaOperationId(call.callId, key), record),
      revision,
      updatedAt: record.endedAt ?? updatedAt,
    })),
    ...(toneSubscription !== undefined && { toneSubscription }),
    keepTones: call.keepTones,
    tones: context.tones.latest,
    cancels,
    aliveAt: new Date(context.aliveAt).toISOString(),
    requestedAt: call.requestedAt,
    updatedAt,
    revision,
    transitions: transitions.map(({ actor, ...transition }) => ({
      ...transition,
      ...(actor !== undefined && { operationId: actor }),
    })),
  };
}

function shown(entries: readonly [string, MediaRecord][]): readonly [string, MediaRecord][] {
  const ended = entries.filter(([, { outcome }]) => outcome !== undefined).slice(-LATEST_ENDED);
  const kept = new Set(ended.map(([key]) => key));
  return entries.filter(([key, { outcome }]) => outcome === undefined || kept.has(key));
}

function operationIn(
  summary: GraphCallSummary,
  call: GraphCallInput,
  cancels: readonly MediaCancel[],
  operationId: string,
  record: MediaRecord,
): Omit<MediaOperationView, 'revision' | 'updatedAt' | 'transitions'> {
  const { kind, outcome, correlation, epoch, graphId, ghosts, recordingLocation, cancelRequestedAt } = record;
  const open = summary.open.find((one) => one.operationId === operationId);
  const cancel = cancelOf(cancels, operationId, record);
  return {
    operationId,
    kind,
    provider: 'graph',
    callId: call.callId,
    phase: outcome !== undefined ? 'settled' : cancelRequestedAt === undefined ? 'pending' : 'cancelling',
    state: open === undefined ? 'settled' : (open.state as OperationState),
    ...(outcome && { outcome }),
    ...(cancel && { cancel }),
    ...(correlation !== undefined && { correlation }),
    ...(epoch !== undefined && { epoch }),
    ...(graphId !== undefined && { graphOperationId: graphId }),
    ...(ghosts !== undefined && { ghosts }),
    ...(recordingLocation !== undefined && { recordingLocation }),
    acceptedCommands: outcome === undefined && epoch === undefined ? ['cancel'] : [],
    notAfter: record.notAfter,
    requestedAt: record.requestedAt,
    contradictions: record.contradictions ?? [],
  };
}

const FATES: Readonly<Record<MediaCancel['state'], CancelState>> = {
  sent: 'sent',
  confirmed: 'confirmed',
  refused: 'refused',
  unconfirmed: 'unknown',
  callEnded: 'notPossible',
};

function cancelOf(
  cancels: readonly MediaCancel[],
  operationId: string,
  { cancelRequestedAt }: MediaRecord,
): CancelFate | undefined {
  if (cancelRequestedAt === undefined) return undefined;
  const latest = cancels.findLast(({ operationIds }) => operationIds.includes(operationId));
  return {
    requestedAt: cancelRequestedAt,
    state: latest === undefined ? 'unknown' : FATES[latest.state],
    ...(latest?.code !== undefined && { code: latest.code }),
  };
}
