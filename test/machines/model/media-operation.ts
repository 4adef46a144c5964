import type { EventFromLogic } from 'xstate';
import type { MediaCommand, MediaOperationRequest } from '../../../src/contract/graph-media.ts';
import { formatClientContext } from '../../../src/contract/media-ids.ts';
import { mediaOperationMachine } from '../../../src/machines/media-operation.ts';
import { answered, done, failed, firstTimer, nextOf, outOfTime, sourceOf, type Answer } from './answers.ts';
import { CALL, callInput, mediaRequest, TOLD } from './graph-call-input.ts';
import type { Modelled, ModelEvent, Situation } from './model.ts';

type Machine = typeof mediaOperationMachine;
type State = Situation<Machine>;
type Event = EventFromLogic<Machine>;

/** Those in which every state and every transition is found. */
export function mediaOperationModels(): Modelled<Machine>[] {
  return [
    mediaOperationModel('playPrompt', 'atMostOnce'),
    mediaOperationModel('playPrompt', 'atLeastOnce'),
    mediaOperationModel('recordResponse', 'atMostOnce'),
    mediaOperationModel('subscribeToTone', 'atMostOnce'),
  ];
}

/** One operation, and all that its call, Graph and the clock can do to it. */
function mediaOperationModel(
  kind: MediaCommand['kind'],
  onAmbiguity: MediaOperationRequest['onAmbiguity'],
): Modelled<Machine> {
  const operation = { ...mediaRequest(1, kind), onAmbiguity };
  return { machine: mediaOperationMachine, input: { call: callInput, operation }, happenings, keyOf };
}

const postFailures: readonly Answer[] = [
  failed({ class: 'callEnded', sentBefore: false, status: 404, code: '8522' }),
  failed({ class: 'rejected', sentBefore: false, status: 404, code: '8523' }),
  failed({ class: 'rejected', sentBefore: false, status: 403, code: '7505' }),
  failed({ class: 'notEstablished', sentBefore: false, status: 400, code: '8501' }),
  failed({ class: 'throttled', sentBefore: false, status: 429 }),
  failed({ class: 'credentials', sentBefore: false, status: 401 }),
  failed({ class: 'ambiguous', sentBefore: true }),
  failed({ class: 'expired', sentBefore: false }),
  outOfTime,
];

const lookAnswers: readonly Answer[] = [
  done('established', { found: true, state: 'established' }),
  done('terminating', { found: true, state: 'terminating' }),
  done('not found', { found: false }),
  failed({ class: 'ambiguous', sentBefore: true }),
];

const posted: readonly Answer[] = [
  done('running', { operationId: 'graph-1', status: 'running' }),
  done('completed', { operationId: 'graph-1', status: 'completed', code: 200, result: 'completed' }),
  ...postFailures,
];

function happenings(state: State): ModelEvent[] {
  if (state.status !== 'active') return [];
  return [...firstTimer(state), ...answersOf(state), ...ofItsCall(state), ...told(state)];
}

function answersOf(state: State): ModelEvent[] {
  const { operation } = state.snapshot.context;
  return Object.entries(state.snapshot.children).flatMap(([id, child]) =>
    answered(
      id,
      sourceOf(child) === 'getGraphCall' ? lookAnswers : posted,
      state.now,
      nextOf(state, [Date.parse(operation.notAfter)]),
    ),
  );
}

/** Its turn comes, and its place in line; the rest somebody has asked for. */
function ofItsCall({ snapshot, now }: State): ModelEvent[] {
  const { context } = snapshot;
  const isSent = context.sends > 0 && !snapshot.matches('held');
  const turn = (event: Event): [Event, boolean] => [event, true];
  const wish = (event: Event): [Event, boolean] => [event, false];
  const events = [
    ...(snapshot.matches('held')
      ? [true, false].map((lateCancelIsPossible) => turn({ type: 'SEND', lateCancelIsPossible }))
      : []),
    ...(isSent && !context.isFirst ? [turn({ type: 'FIRST' })] : []),
    ...(isSent && !context.isBargedIn ? [wish({ type: 'BARGED_IN' })] : []),
    ...(context.isBargedIn ? [turn({ type: 'BARGED_IN.REFUSED' })] : []),
    wish({ type: 'CANCEL' }),
    wish({ type: 'MEDIA_CANCEL' }),
    ...(context.cancelIsWished ? [wish({ type: 'MEDIA_CANCEL.CONFIRMED' })] : []),
    // What Graph has confirmed it does not refuse afterwards.
    ...(context.cancelIsWished && !snapshot.matches('cancelled') ? [wish({ type: 'MEDIA_CANCEL.REFUSED' })] : []),
  ];
  return events.map(([event, isInner]) => ({ type: JSON.stringify(event), event, at: now, isInner }));
}

/** Graph tells the end of the present send, or of an earlier one, and tones where they may have been subscribed to. */
function told({ snapshot: { context }, now }: State): ModelEvent[] {
  const { operationId, command } = context.operation;
  const isSubscription = command.kind === 'subscribeToTone';
  const sends = [context.sends, context.sends - 1].filter((send) => send > 0);
  const ends = sends.flatMap((send) =>
    TOLD.map(({ says, ...result }) => ({
      type: `${send === context.sends ? '' : 'an earlier send '}${says}`,
      event: {
        type: 'graph.OperationEnded',
        callId: CALL,
        clientContext: formatClientContext(operationId, send),
        ...result,
      },
      at: now,
      isInner: false,
    })),
  );
  return [...ends, ...(isSubscription ? [toneAt(now)] : [])];
}

function toneAt(at: number): ModelEvent {
  const event = { type: 'graph.TonePressed', callId: CALL, sequenceId: 1, tone: 'tone1' };
  return { type: 'a tone', event, at, isInner: false };
}

function keyOf({ snapshot, now, timers }: State): unknown {
  const { operation, sends, outcome, no, ...context } = snapshot.context;
  if (outcome !== undefined) return [snapshot.value, outcome, context.mayBeOut, context.cancelIsWished];
  return [
    snapshot.value,
    timers.map(({ id }) => id),
    now >= Date.parse(operation.notAfter),
    // Whether there is an earlier send to tell of.
    Math.min(sends, 2),
    no?.class,
    context.mayBeOut,
    context.isAccepted,
    context.toldBefore !== undefined,
    context.isFirst,
    context.cancelIsWished,
    context.isBargedIn,
    context.lateCancelIsPossible,
  ];
}
