import { and, not, or } from 'xstate';
import * as answers from './answers.ts';
import { whereCallHasEnded } from './look-states.ts';
import { looking } from './looking.ts';
import { wordsOf } from '../provider-words.ts';
import { refusalInFailure } from './model.ts';
import * as outcomes from './outcomes.ts';
import { lookRequest } from './requests.ts';
import { sending } from './sending.ts';
import { addParticipantSetup } from './setup.ts';

/** What became of the invitation. */
export const invitation = addParticipantSetup.createStateConfig({
  initial: 'sending',
  on: {
    'acs.AddParticipantFailed': [
      // It is the end of one ringing, and there may be another, which no cancel reaches: only a look at its end tells.
      {
        guard: and(['isOurAdd', 'mayRingTwice', or(['cancelIsConfirmed', 'cancelVerdictIsPending'])]),
        actions: { type: 'rememberRefusal', params: ({ event }) => wordsOf(event) },
      },
      {
        guard: and(['isOurAdd', 'cancelIsConfirmed']),
        target: '#settled',
        actions: { type: 'settleAs', params: ({ event }) => outcomes.cancelledSaysEvent(wordsOf(event)) },
      },
      {
        guard: and(['isOurAdd', 'cancelVerdictIsPending', 'saysCancelled']),
        target: '#settled',
        actions: { type: 'settleAs', params: ({ event }) => outcomes.cancelledSaysEvent(wordsOf(event)) },
      },
      {
        guard: and(['isOurAdd', 'cancelVerdictIsPending']),
        target: '.awaitingCancelVerdict',
        actions: { type: 'rememberRefusal', params: ({ event }) => wordsOf(event) },
      },
      {
        guard: 'isOurAdd',
        target: '#settled',
        actions: { type: 'settleAs', params: ({ event }) => outcomes.refused(wordsOf(event), 'event') },
      },
    ],
  },
  states: {
    sending: { id: 'sending', ...sending },
    askingWhetherCallEnded: {
      id: 'askingWhetherCallEnded',
      invoke: {
        id: 'getCall',
        src: 'getCall',
        input: ({ context }) => lookRequest(context),
        onDone: [whereCallHasEnded, { target: 'callGoesOn' }],
        onError: { guard: answers.happenedOutside, target: 'callGoesOn' },
      },
    },
    callGoesOn: {
      always: [
        {
          guard: { type: 'noIs', params: 'rejected' },
          target: '#settled',
          actions: {
            type: 'settleAs',
            params: ({ context }) => outcomes.refused(refusalInFailure(context.add.no), 'response'),
          },
        },
        { target: 'ringing', actions: 'reckonInvitationEnd' },
      ],
    },
    ringing: {
      id: 'ringing',
      always: { guard: 'addEventShouldFollow', target: 'awaitingAddEvent' },
      after: { untilInvitationEnd: 'looking' },
    },
    // The provider says that the invitation is cancelled: the add's own event should follow.
    awaitingAddEvent: {
      after: { grace: 'looking' },
      exit: 'rememberWait',
    },
    // The callee declined, or the provider reports our cancel as a decline: the cancel's event tells.
    awaitingCancelVerdict: {
      always: [
        {
          guard: 'cancelIsConfirmed',
          target: '#settled',
          actions: { type: 'settleAs', params: ({ context }) => outcomes.cancelledSaysEvent(context.refusal) },
        },
        {
          guard: not('cancelVerdictIsPending'),
          target: '#settled',
          actions: { type: 'settleAs', params: ({ context }) => outcomes.refused(context.refusal, 'event') },
        },
      ],
      // Told once more it must not begin the grace anew.
      on: { 'acs.AddParticipantFailed': {} },
      after: {
        grace: {
          target: '#settled',
          actions: { type: 'settleAs', params: ({ context }) => outcomes.refused(context.refusal, 'event') },
        },
      },
    },
    looking,
  },
});
