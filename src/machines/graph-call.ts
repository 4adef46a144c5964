import { and, not } from 'xstate';
import type { GraphCallState } from '../contract/graph-activities.ts';
import type { GraphCallOutcome } from '../contract/graph-media.ts';
import { cancelContext } from '../contract/media-ids.ts';
import * as answers from './graph-call/answers.ts';
import { graphCallSetup } from './graph-call/actions.ts';
import { lookRequest } from './media-operation/requests.ts';

export { summarizeGraphCall } from './graph-call/summarize.ts';

const callIsGone: GraphCallOutcome = { type: 'ended', evidence: 'callState' };
const callIsUnknown: GraphCallOutcome = { type: 'ended', evidence: 'response' };
const callIsSilent: GraphCallOutcome = { type: 'ended', evidence: 'assumed' };

const whereCallHasEnded = {
  guard: answers.callHasEnded,
  target: '#ended',
  actions: { type: 'endAs', params: callIsGone },
} as const;

const noteTold = {
  guard: 'isOurs',
  actions: {
    type: 'noteState',
    params: ({ event }: { readonly event: Pick<GraphCallState, 'state' | 'audio'> }) => event,
  },
} as const;

/** What is told while it is looked at may be newer than the answer, or older: where it does not make it ready, another look does. */
const look = graphCallSetup.createStateConfig({
  on: { 'graph.CallUpdated': { ...noteTold, target: 'told' } },
  invoke: {
    id: 'getGraphCall',
    src: 'getGraphCall',
    input: ({ context }) => lookRequest(context.call),
    onDone: [
      whereCallHasEnded,
      { target: 'waiting', actions: { type: 'noteState', params: ({ event }) => event.output } },
    ],
    onError: { guard: answers.outside, target: 'waiting' },
  },
});

/** Whether the call takes media. It is looked at until it does: what is told may be lost, or told in another order. */
const call = graphCallSetup.createStateConfig({
  initial: 'adopting',
  states: {
    adopting: look,
    waiting: {
      always: [
        { guard: 'isReady', target: 'ready' },
        { guard: 'awaitsAudio', target: 'awaitingAudio' },
      ],
      after: { untilNextLook: 'looking' },
    },
    /** Established: the audio is told soon afterwards, or never. */
    awaitingAudio: {
      always: { guard: not('awaitsAudio'), target: 'waiting' },
      after: { audioWait: { target: 'ready', actions: 'assumeAudio' } },
    },
    looking: look,
    told: {
      always: [
        { guard: 'isReady', target: 'ready' },
        { guard: 'awaitsAudio', target: 'awaitingAudio' },
        { target: 'looking' },
      ],
    },
    /** What is told against it may be late. */
    ready: { always: { guard: not('isReady'), target: 'looking' } },
  },
});

const cancelMedia = [
  { guard: 'isKnownCancel', actions: 'noteRepeat' },
  { target: '.cancelling', actions: 'beginCancel' },
] as const;

/** What is sent, and when: in order, one POST at a time, and nothing while a cancel may still take effect. */
const media = graphCallSetup.createStateConfig({
  initial: 'idle',
  on: { CANCEL_MEDIA: cancelMedia },
  states: {
    idle: { id: 'idle', always: { guard: 'isBusy', target: 'busy' } },
    busy: {
      always: [
        { guard: 'mayBeSent', actions: 'sendNext' },
        { guard: not('isBusy'), target: 'idle' },
      ],
    },
    cancelling: {
      initial: 'awaitingSends',
      on: {
        CANCEL_MEDIA: [{ guard: 'isKnownCancel', actions: 'noteRepeat' }, { actions: 'beginCancel' }],
      },
      states: {
        /** What is on its way would be taken after the cancel, and go on. */
        awaitingSends: { always: { guard: 'nothingIsOnItsWay', target: 'requesting' } },
        requesting: {
          entry: 'mintCancel',
          invoke: {
            id: 'cancelMediaProcessing',
            src: 'cancelMediaProcessing',
            input: ({ context: { call: input, epoch, cancelling, cancelSends } }) => ({
              ...lookRequest(input),
              clientContext: cancelContext(input.callId, epoch, cancelSends),
              sendUntil: cancelling?.sendUntil ?? '',
            }),
            onDone: [
              { guard: answers.cancelIsCompleted, target: 'awaitingNotices', actions: 'cancelIsConfirmed' },
              {
                guard: answers.cancelHasFailed,
                target: '#idle',
                actions: [{ type: 'rememberCancelFailed', params: ({ event }) => event.output }, 'cancelIsRefused'],
              },
              { target: 'backingOff', actions: 'cancelMayBeOut' },
            ],
            onError: [
              {
                guard: answers.callIsGone,
                target: '#ended',
                actions: { type: 'endAs', params: callIsUnknown },
              },
              {
                guard: answers.callMayBeGone,
                target: 'askingWhetherCallEnded',
                actions: { type: 'rememberCancelNo', params: ({ event }) => event },
              },
              {
                guard: answers.cancelWasRefused,
                target: '#idle',
                actions: [{ type: 'rememberCancelNo', params: ({ event }) => event }, 'cancelIsRefused'],
              },
              {
                guard: answers.nothingWasExecuted,
                target: 'backingOff',
                actions: { type: 'rememberCancelNo', params: ({ event }) => event },
              },
              { guard: answers.mayStillLeave, target: 'leaving', actions: 'cancelMayBeOut' },
              { guard: answers.outside, target: 'backingOff', actions: 'cancelMayBeOut' },
            ],
          },
        },
        /** Temporal has given the attempt up; the worker that had it may still send. */
        leaving: { after: { untilNothingLeaves: 'backingOff' } },
        askingWhetherCallEnded: {
          invoke: {
            // A look of the call's own may be under way.
            id: 'getGraphCallOfCancel',
            src: 'getGraphCall',
            input: ({ context }) => lookRequest(context.call),
            onDone: [whereCallHasEnded, { target: 'backingOff' }],
            onError: { guard: answers.outside, target: 'backingOff' },
          },
        },
        /** To repeat it is harmless: nothing new is sent before it is known to be over. */
        backingOff: {
          after: {
            cancelBackOff: [
              { guard: and(['fenceIsOver', 'cancelMayBeOut']), target: '#idle', actions: 'openNextEpochUnfenced' },
              { guard: 'fenceIsOver', target: '#idle', actions: 'cancelIsRefused' },
              { target: 'requesting' },
            ],
          },
        },
        awaitingNotices: { always: { guard: 'lineIsEmpty', target: '#idle', actions: 'openNextEpoch' } },
      },
    },
  },
});

/**
 * Nobody knows when the call was kept alive before its adoption: it is, soon afterwards.
 * @see Microsoft Graph, call: keepAlive: at least one success in 45 minutes, advised every 15
 */
const keepAlive = graphCallSetup.createStateConfig({
  initial: 'unanswered',
  states: {
    resting: { after: { untilKeepAlive: 'asking' } },
    asking: {
      invoke: {
        id: 'keepAlive',
        src: 'keepAlive',
        input: ({ context }) => lookRequest(context.call),
        onDone: [whereCallHasEnded, { target: 'resting', actions: 'noteAlive' }],
        onError: [
          {
            guard: answers.isAliveNoLonger,
            target: '#ended',
            actions: { type: 'endAs', params: callIsSilent },
          },
          { guard: answers.outside, target: 'unanswered' },
        ],
      },
    },
    unanswered: { after: { untilKeptAliveAgain: 'asking' } },
  },
});

const tones = graphCallSetup.createStateConfig({
  initial: 'inOrder',
  states: {
    inOrder: { always: { guard: 'toneIsHeld', target: 'missingSome' } },
    missingSome: {
      entry: 'awaitTone',
      always: [
        { guard: not('toneIsHeld'), target: 'inOrder' },
        { guard: 'otherToneIsAwaited', target: 'missingSome', reenter: true },
      ],
      after: { toneGap: { target: 'missingSome', reenter: true, actions: 'skipMissingTones' } },
    },
  },
});

/**
 * The media of one Graph call, for as long as the call lives: the call itself, the queue of its media, its keep-alive
 * and its tones side by side; each media operation is a child. Nothing is sent while a cancel may still take effect: an
 * epoch ends with the cancel, and the next opens behind it.
 */
export const graphCallMachine = graphCallSetup.createMachine({
  id: 'graphCall',
  context: ({ input }) => ({
    call: input,
    aliveAt: Date.now(),
    epoch: 1,
    fence: 'confirmed',
    operations: {},
    queue: [],
    line: [],
    cancels: [],
    cancelIds: [],
    cancelSends: 0,
    lateCancelIsPossible: false,
    unmatched: [],
    tones: { latest: [], held: [] },
  }),
  output: ({ context }) => context.outcome as GraphCallOutcome,
  initial: 'open',
  states: {
    open: {
      type: 'parallel',
      on: {
        ENQUEUE: [
          { guard: 'isRepeat', actions: 'noteRepeat' },
          { guard: 'isSubscribed', actions: 'noteRepeat' },
          { guard: 'hasRoom', actions: 'enqueue' },
        ],
        CANCEL_OPERATION: { guard: 'isHeldHere', actions: 'withdraw' },
        'graph.CallUpdated': noteTold,
        'graph.TonePressed': { guard: 'isOurs', actions: ['passToneOn', 'takeTone'] },
        'graph.OperationEnded': { guard: 'isOurs', actions: 'passOn' },
        'graph.CallEnded': {
          guard: 'isOurs',
          target: 'ended',
          actions: { type: 'endAs', params: ({ event }) => answers.endTold(event) },
        },
        'operation.accepted': { actions: 'noteAccepted' },
        'operation.released': { actions: 'noteReleased' },
        'operation.waiting': { actions: 'noteWaiting' },
        'operation.returned': { actions: 'noteReturned' },
        'operation.ghost': { actions: 'noteGhost' },
        'operation.ended': { actions: 'noteEnd' },
        'operation.callGone': {
          target: 'ended',
          actions: {
            type: 'endAs',
            params: ({ event }) => (event.evidence === 'response' ? callIsUnknown : callIsGone),
          },
        },
      },
      states: { call, media, keepAlive, tones },
    },
    ended: { id: 'ended', type: 'final' },
  },
});
