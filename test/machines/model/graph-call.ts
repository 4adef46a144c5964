import type { EventFromLogic } from 'xstate';
import type { MediaCommand, MediaOutcome, MediaRecord } from '../../../src/contract/graph-media.ts';
import { formatClientContext } from '../../../src/contract/media-ids.ts';
import { graphCallMachine } from '../../../src/machines/graph-call.ts';
import { recordOf } from '../../../src/machines/graph-call/model.ts';
import { answered, done, failed, firstTimer, nextOf, outOfTime, type Answer } from './answers.ts';
import { CALL, callInput, mediaRequest, TENANT, TOLD } from './graph-call-input.ts';
import type { Modelled, ModelEvent, Situation } from './model.ts';

type Machine = typeof graphCallMachine;
type State = Situation<Machine>;
type Event = EventFromLogic<Machine>;

/** A part of what can happen to a call: all of it at once has more states than can be walked. */
interface Part {
  /** What is asked for, in this order, each at any time. */
  readonly operations: readonly MediaCommand['kind'][];
  /** How many cancels of the media are asked for. */
  readonly cancels: number;
  readonly tones: readonly number[];
  /** Whether Graph tells of the call's state, and the call is kept alive for long. */
  readonly callChanges: boolean;
  /** Every request is taken by Graph, and every operation is completed; only the operations themselves tell so. */
  readonly isPlain?: true;
}

const PARTS: readonly Part[] = [
  { operations: [], cancels: 0, tones: [1, 2, 3, 5], callChanges: false },
  { operations: [], cancels: 0, tones: [1, 3], callChanges: true },
  { operations: [], cancels: 2, tones: [], callChanges: false },
  { operations: ['playPrompt'], cancels: 0, tones: [], callChanges: true },
  { operations: ['playPrompt'], cancels: 1, tones: [], callChanges: false },
  { operations: ['playPrompt', 'recordResponse'], cancels: 0, tones: [], callChanges: false },
  { operations: ['subscribeToTone', 'subscribeToTone'], cancels: 0, tones: [], callChanges: false },
];

const PLAIN_PARTS: readonly Part[] = [
  { operations: ['playPrompt', 'playPrompt'], cancels: 1, tones: [], callChanges: false, isPlain: true },
  { operations: ['playPrompt', 'playPrompt'], cancels: 0, tones: [1], callChanges: true, isPlain: true },
];

/** Those in which every state and every transition is found. */
export function graphCallModels(): Modelled<Machine>[] {
  return PARTS.map(graphCallModel);
}

/** More of it at once, where all goes well: from there nothing but what is told leads to the end. */
export function plainGraphCallModels(): Modelled<Machine>[] {
  return PLAIN_PARTS.map(graphCallModel);
}

function graphCallModel(part: Part): Modelled<Machine> {
  const { waits } = callInput;
  // What comes late enough does not come.
  const keepAliveMs = part.callChanges ? waits.keepAliveMs : 1_000 * waits.keepAliveMs;
  return {
    machine: graphCallMachine,
    input: { ...callInput, waits: { ...waits, keepAliveMs } },
    happenings: (state) => (state.status === 'active' ? happeningsOf(state, part) : []),
    keyOf,
  };
}

const ready: Answer = done('ready', { found: true, state: 'established', audio: 'active' });
const looks: readonly Answer[] = [
  ready,
  done('not ready', { found: true, state: 'establishing' }),
  done('established, without a word on the audio', { found: true, state: 'established' }),
  done('not found', { found: false }),
  failed({ class: 'ambiguous', sentBefore: true }),
];

const ANSWERS: Readonly<Record<string, readonly Answer[]>> = {
  getGraphCall: looks,
  getGraphCallOfCancel: looks,
  keepAlive: [done('alive', { found: true }), done('not found', { found: false }), outOfTime],
  cancelMediaProcessing: [
    done('confirmed', { status: 'completed', result: 'completed' }),
    done('running', { status: 'running' }),
    done('failed', { status: 'failed', code: 500, result: 'providerFault' }),
    failed({ class: 'callEnded', sentBefore: false, status: 404, code: '8522' }),
    failed({ class: 'rejected', sentBefore: false, status: 404, code: '8523' }),
    failed({ class: 'rejected', sentBefore: false, status: 403, code: '7505' }),
    failed({ class: 'throttled', sentBefore: false, status: 429 }),
    failed({ class: 'ambiguous', sentBefore: true }),
    outOfTime,
  ],
};

function happeningsOf(state: State, part: Part): ModelEvent[] {
  return [
    ...firstTimer(state),
    ...answersOf(state, part),
    ...atOnce(state, ofOperations(state, part), { isInner: true }),
    ...atOnce(state, [...asked(state, part), ...told(state, part)], { isInner: false }),
  ];
}

function answersOf(state: State, { callChanges, isPlain }: Part): ModelEvent[] {
  const { cancelling, aliveAt, call } = state.snapshot.context;
  return Object.keys(state.snapshot.children).flatMap((id) => {
    const answers = id === 'getGraphCall' && !callChanges ? [ready] : (ANSWERS[id] ?? []);
    return answered(
      id,
      isPlain ? answers.slice(0, 1) : answers,
      state.now,
      nextOf(state, [cancelling?.endsAt, aliveAt + call.waits.aliveMs]),
    );
  });
}

const ENDS: readonly MediaOutcome[] = [
  { type: 'completed', evidence: 'event' },
  { type: 'lost', evidence: 'callState' },
];

function ofOperations(state: State, part: Part): Event[] {
  const all = idsOf(part).flatMap((id) => ofOperation(state, id));
  return part.isPlain ? all.filter(isOfPlainOne) : all;
}

function isOfPlainOne(event: Event): boolean {
  return event.type === 'operation.ended' ? event.outcome.type === 'completed' : event.type === 'operation.accepted';
}

/** What an operation may say to its call, by where the call has it. */
function ofOperation({ snapshot: { context } }: State, operationId: string): Event[] {
  const record = recordOf(context, operationId);
  if (record === undefined || record.outcome !== undefined) return [];
  const ends = ENDS.map((outcome): Event => ({ type: 'operation.ended', operationId, outcome, send: 1 }));
  const say = (...types: ('accepted' | 'released' | 'waiting' | 'returned' | 'ghost')[]) =>
    types.map((type): Event => ({ type: `operation.${type}`, operationId, mayBeOut: false }));
  const isGone: Event = { type: 'operation.callGone', evidence: 'callState' };
  if (context.inFlightWaits === true && context.inFlight === operationId) return [...ends, ...say('returned')];
  if (record.epoch === undefined || context.queue.includes(operationId)) return ends;
  if (context.inFlight !== operationId) return [...ends, ...say('returned', 'ghost'), isGone];
  return [
    ...ends,
    ...say('accepted', 'released', 'waiting', 'returned'),
    { type: 'operation.accepted', operationId, graphId: graphIdOf(operationId) },
    isGone,
  ];
}

/** By somebody who uses the service; anything may be asked twice. */
function asked({ snapshot }: State, { operations, cancels }: Part): Event[] {
  const count = Object.keys(snapshot.context.operations).length;
  const cancelled = snapshot.context.cancels.length;
  const numbers = operations.map((kind, index) => [index + 1, kind] as const);
  const events: Event[] = [
    ...numbers
      .slice(0, count + 1)
      .map(([number, kind]): Event => ({ type: 'ENQUEUE', operation: mediaRequest(number, kind) })),
    ...idsOf({ operations }).map((operationId): Event => ({ type: 'CANCEL_OPERATION', operationId })),
    ...Array.from({ length: Math.min(cancelled + 1, cancels) }, (_, index): Event => ({
      type: 'CANCEL_MEDIA',
      cancelId: `cancel-${index + 1}`,
    })),
  ];
  return events.filter((event) => snapshot.can(event));
}

/** By Graph. */
function told({ snapshot: { context } }: State, { operations, tones, callChanges, isPlain }: Part): Event[] {
  const ours = { callId: CALL, tenantId: TENANT };
  const ended = (isPlain ? [] : idsOf({ operations })).flatMap((id) => {
    const named = recordOf(context, id) === undefined ? [] : [{ clientContext: formatClientContext(id, 1) }];
    const unnamed = context.unmatched.length === 0 ? [{ operationId: graphIdOf(id) }] : [];
    return [...named, ...unnamed].flatMap((name) =>
      TOLD.slice(0, 2).map(({ says: _says, ...result }): Event => ({
        type: 'graph.OperationEnded',
        ...ours,
        ...name,
        ...result,
      })),
    );
  });
  return [
    ...ended,
    { type: 'graph.CallEnded', ...ours },
    ...tones.map((sequenceId): Event => ({ type: 'graph.TonePressed', ...ours, sequenceId, tone: 'tone1' })),
    ...(callChanges
      ? [
          ...['establishing', 'established', 'hold'].map((state) => ({ state, audio: 'active' })),
          { state: 'established' },
          { state: 'established', audio: 'inactive' },
        ].map((said): Event => ({ type: 'graph.CallUpdated', ...ours, ...said }))
      : []),
  ];
}

function atOnce(state: State, events: readonly Event[], by: { readonly isInner: boolean }): ModelEvent[] {
  return events.map((event) => ({ type: JSON.stringify(event), event, at: state.now, ...by }));
}

function idsOf({ operations }: Pick<Part, 'operations'>): string[] {
  return operations.map((kind, index) => mediaRequest(index + 1, kind).operationId);
}

function graphIdOf(operationId: string): string {
  return `graph-${operationId.slice(-1)}`;
}

function keyOf({ snapshot, now, timers }: State): unknown {
  const { context, value, status } = snapshot;
  const records = Object.values(context.operations).map(keyOfRecord);
  if (status === 'done') return [context.outcome, records];
  const { cancelling, tones, aliveAt, call } = context;
  return [
    value,
    timers.map(({ id }) => id),
    context.state,
    context.audio,
    context.audioIsAssumed,
    aliveAt + call.waits.aliveMs <= now,
    context.fence,
    context.lateCancelIsPossible,
    records,
    context.queue,
    context.line,
    context.inFlight,
    context.inFlightWaits === true,
    context.toneSubscription,
    context.cancels.map(({ state }) => state),
    cancelling && [cancelling.mayBeOut, cancelling.no?.class, cancelling.endsAt <= now],
    context.unmatched.map(({ operationId }) => operationId),
    tones.latest.map(({ sequenceId }) => sequenceId),
    tones.held.map(({ sequenceId }) => sequenceId),
    tones.next,
    tones.awaited === tones.next,
  ];
}

function keyOfRecord({ epoch, graphId, cancelRequestedAt, outcome }: MediaRecord): unknown {
  return outcome === undefined
    ? [epoch !== undefined, graphId !== undefined, cancelRequestedAt !== undefined]
    : outcome.type === 'completed';
}
