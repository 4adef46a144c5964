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
      // The end of one ringing, where there may be another, or of one that may be another's: a look at the end tells.
      {
        guard: or([and(['isOurAdd', 'mayRingTwice']), 'namesOnlyThePerson']),
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
    // Somebody else cancelled it: no wish of ours is behind it.
    'acs.CancelAddParticipantSucceeded': [
      {
        guard: and([not('cancelIsWished'), 'isACancelOfOurs', 'mayRingTwice']),
        actions: { type: 'rememberRefusal', params: ({ event }) => wordsOf(event) },
      },
      {
        guard: and([not('cancelIsWished'), 'isACancelOfOurs']),
        target: '#settled',
        actions: { type: 'settleAs', params: ({ event }) => outcomes.cancelledElsewhere(wordsOf(event)) },
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
      // One request: where the call has ended, it fails, and the whole look follows.
      always: {
        guard: 'confirmedCancelIsToBeLookedAt',
        target: 'looking.atParticipants',
        actions: 'noteLookAfterCancel',
      },
      after: { untilInvitationEnd: 'looking' },
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
