import { and, not } from 'xstate';
import type { MediaResponse } from '../contract/graph-activities.ts';
import * as answers from './media-operation/answers.ts';
import type { Context } from './media-operation/model.ts';
import * as outcomes from './media-operation/outcomes.ts';
import {
  lookRequest,
  playPromptRequest,
  recordResponseRequest,
  subscribeToToneRequest,
} from './media-operation/requests.ts';
import { mediaOperationSetup } from './media-operation/setup.ts';

const asGhost = { actions: { type: 'tell', params: 'operation.ghost' } } as const;

/** What Graph tells of an operation that a cancel of ours has ended. */
const whenItsCancelIsTold = [{ guard: 'isOfThisSend', target: '#settled', actions: 'settleAsTold' }, asGhost] as const;

/** What Graph tells of an earlier send of one that is held back here. */
const whenItWasHeard = [{ guard: 'tellsCompletion', target: '#settled', actions: 'settleAsTold' }, asGhost] as const;

/** What Graph tells of an operation that is, or may be, with it. */
const whenItsEndIsTold = [
  {
    guard: and(['isOfThisSend', 'isToBeSentAgainAfterLateCancel']),
    target: '#held',
    actions: ['rememberToldEnd', 'forgetSend', { type: 'tell', params: 'operation.returned' }],
  },
  { guard: and(['isOfThisSend', 'isEndedByNobody']), target: '#askingWhoEndedIt', actions: 'settleAsTold' },
  ...whenItsCancelIsTold,
] as const;

/** What Graph tells of the call that is a word on it as well. */
const whatIsTold = {
  'graph.OperationEnded': whenItsEndIsTold,
  'graph.TonePressed': { target: '#settled', actions: { type: 'settleAs', params: outcomes.tonesAreTold } },
} as const;

const lookAtCall = {
  id: 'getGraphCall',
  src: 'getGraphCall',
  input: ({ context }: { readonly context: Context }) => lookRequest(context.call),
} as const;

const whereCallHasEnded = {
  guard: answers.callHasEnded,
  actions: { type: 'tellCallGone', params: 'callState' },
} as const;

const whereCallIsEnding = {
  guard: answers.callIsEnding,
  target: '#settled',
  actions: { type: 'settleAs', params: outcomes.endedWithCall },
} as const;

interface Failed {
  readonly context: Context;
  readonly event: { readonly error: unknown };
}

const rememberNo = { type: 'rememberNo', params: ({ event }: Failed) => event } as const;
const settleOutOfTime = {
  type: 'settleAs',
  params: ({ context }: { readonly context: Context }) => outcomes.outOfTime(context),
} as const;
const settleWithdrawn = {
  type: 'settleAs',
  params: ({ context }: { readonly context: Context }) => outcomes.withdrawn(context),
} as const;
const settleRefused = {
  type: 'settleAs',
  params: ({ context }: { readonly context: Context }) => outcomes.refused(context),
} as const;

/** Graph executes whatever it is sent twice: a POST is repeated only after a clear no. */
const whenPosted = {
  onDone: [
    {
      guard: answers.isOver,
      target: '#settled',
      actions: {
        type: 'settleAs',
        params: ({ context, event }: Answered) => outcomes.answered(context, event.output),
      },
    },
    {
      target: '#sent',
      actions: ['beAccepted', { type: 'tellAccepted', params: ({ event }: Answered) => event.output }],
    },
  ],
  onError: [
    { guard: answers.callIsGone, actions: { type: 'tellCallGone', params: 'response' } },
    { guard: answers.callMayBeGone, target: '#askingWhetherCallEnded', actions: rememberNo },
    { guard: answers.wasPutOff, target: '#backingOff', actions: rememberNo },
    { guard: answers.itsTimeHasPassed, target: '#settled', actions: settleOutOfTime },
    { guard: answers.wasRefused, target: '#settled', actions: [rememberNo, settleRefused] },
    { guard: answers.mayStillLeave, target: '#leaving', actions: 'mayBeOut' },
    {
      guard: answers.outside,
      target: '#unanswered',
      actions: ['mayBeOut', { type: 'tell', params: 'operation.released' }],
    },
  ],
} as const;

interface Answered {
  readonly context: Context;
  readonly event: { readonly output: MediaResponse };
}

/**
 * One media operation of a Graph call: held here until its turn, sent once, and over when Graph tells so; or when a
 * confirmed cancel, its time limit or the end of the call says so. Nothing claims that it is being heard: Graph does not
 * tell when an operation begins.
 */
export const mediaOperationMachine = mediaOperationSetup.createMachine({
  id: 'mediaOperation',
  context: ({ input }) => ({
    ...input,
    sends: 0,
    mayBeOut: false,
    isAccepted: false,
    isFirst: false,
    cancelIsWished: false,
    isBargedIn: false,
    lateCancelIsPossible: false,
    repeats: 0,
  }),
  on: {
    FIRST: { actions: 'beFirst' },
    BARGED_IN: { actions: 'beBargedIn' },
    'BARGED_IN.REFUSED': { actions: 'beLeftAlone' },
    MEDIA_CANCEL: { actions: 'wishToCancel' },
    'MEDIA_CANCEL.REFUSED': { actions: 'dropWish' },
  },
  initial: 'held',
  states: {
    /** It has not been sent, or is to be sent again. */
    held: {
      id: 'held',
      on: {
        SEND: [
          { guard: 'hasExpired', target: 'settled', actions: settleOutOfTime },
          { target: 'sending', actions: 'takeTurn' },
        ],
        CANCEL: { guard: not('mayBeOut'), target: 'settled', actions: settleWithdrawn },
        MEDIA_CANCEL: { target: 'settled', actions: settleWithdrawn },
        'graph.OperationEnded': whenItWasHeard,
      },
      after: {
        untilNotAfter: { target: 'settled', actions: settleOutOfTime },
      },
    },
    sending: {
      entry: 'mintSend',
      initial: 'choosing',
      on: whatIsTold,
      states: {
        choosing: {
          always: [
            { guard: { type: 'kindIs', params: 'playPrompt' }, target: 'playPrompt' },
            { guard: { type: 'kindIs', params: 'recordResponse' }, target: 'recordResponse' },
            { target: 'subscribeToTone' },
          ],
        },
        playPrompt: {
          invoke: {
            id: 'playPrompt',
            src: 'playPrompt',
            input: ({ context }) => playPromptRequest(context),
            ...whenPosted,
          },
        },
        recordResponse: {
          invoke: {
            id: 'recordResponse',
            src: 'recordResponse',
            input: ({ context }) => recordResponseRequest(context),
            ...whenPosted,
          },
        },
        subscribeToTone: {
          invoke: {
            id: 'subscribeToTone',
            src: 'subscribeToTone',
            input: ({ context }) => subscribeToToneRequest(context),
            ...whenPosted,
          },
        },
      },
    },
    /** Clearly refused, and worth another attempt later. */
    backingOff: {
      id: 'backingOff',
      entry: { type: 'tell', params: 'operation.waiting' },
      always: { guard: 'cancelIsWished', target: 'settled', actions: settleWithdrawn },
      on: {
        CANCEL: { guard: not('mayBeOut'), target: 'settled', actions: settleWithdrawn },
        'graph.OperationEnded': whenItWasHeard,
      },
      after: {
        backOff: { target: 'held', actions: ['countRepeat', { type: 'tell', params: 'operation.returned' }] },
      },
    },
    /** Temporal has given the attempt up; the worker that had it may still send. Until it cannot, nothing else is sent. */
    leaving: {
      id: 'leaving',
      on: whatIsTold,
      after: {
        untilNothingLeaves: { target: 'unanswered', actions: { type: 'tell', params: 'operation.released' } },
      },
    },
    /** Nobody knows whether Graph took it. If it did, it waits with Graph for what was sent before it. */
    unanswered: {
      id: 'unanswered',
      initial: 'behind',
      on: {
        ...whatIsTold,
        'MEDIA_CANCEL.CONFIRMED': 'cancelled',
      },
      states: {
        behind: { always: { guard: 'isFirst', target: 'first' } },
        first: { after: { timeLimit: '#askingWhatBecame' } },
      },
    },
    /** Graph has it, and what was sent before it has not ended. */
    sent: {
      id: 'sent',
      always: { guard: 'isFirst', target: 'running' },
      on: {
        'graph.OperationEnded': whenItsEndIsTold,
        'MEDIA_CANCEL.CONFIRMED': 'cancelled',
      },
    },
    /** Graph has it, and nothing is known to be before it. */
    running: {
      on: {
        ...whatIsTold,
        'MEDIA_CANCEL.CONFIRMED': 'cancelled',
      },
      after: { timeLimit: 'askingWhatBecame' },
    },
    /** Ended by a cancel that is confirmed; how it really ended may still be told. */
    cancelled: {
      on: { 'graph.OperationEnded': whenItsCancelIsTold },
      after: {
        cancelNotices: {
          target: 'settled',
          actions: { type: 'settleAs', params: ({ context }) => outcomes.untold(context) },
        },
      },
    },
    /** Its end was not told in time: of a call that is over, or lost. */
    askingWhatBecame: {
      id: 'askingWhatBecame',
      on: { ...whatIsTold, 'MEDIA_CANCEL.CONFIRMED': 'cancelled' },
      invoke: {
        ...lookAtCall,
        onDone: [
          whereCallHasEnded,
          whereCallIsEnding,
          {
            guard: 'mayBeSentAgain',
            target: 'held',
            actions: ['forgetSend', { type: 'tell', params: 'operation.returned' }],
          },
          { target: 'settled', actions: { type: 'settleAs', params: outcomes.lost } },
        ],
        onError: {
          guard: answers.outside,
          target: 'settled',
          actions: { type: 'settleAs', params: outcomes.lostUnseen },
        },
      },
    },
    /** It was cancelled, and not by us: it may have been the end of the call, which is told later, or not at all. */
    askingWhoEndedIt: {
      id: 'askingWhoEndedIt',
      on: { 'graph.OperationEnded': asGhost },
      invoke: {
        ...lookAtCall,
        onDone: [whereCallHasEnded, whereCallIsEnding, { target: 'settled' }],
        onError: { guard: answers.outside, target: 'settled' },
      },
    },
    /** Graph does not know the call, or something about it. */
    askingWhetherCallEnded: {
      id: 'askingWhetherCallEnded',
      on: { 'graph.OperationEnded': whenItWasHeard },
      invoke: {
        ...lookAtCall,
        onDone: [whereCallHasEnded, { target: 'settled', actions: settleRefused }],
        onError: { guard: answers.outside, target: 'settled', actions: settleRefused },
      },
    },
    settled: { id: 'settled', type: 'final', entry: 'tellEnd' },
  },
});
