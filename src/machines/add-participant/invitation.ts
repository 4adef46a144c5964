import { and, not } from 'xstate';
import { isClearRefusal, isEnded, isPresent, happenedOutside, willNeverBeSent, saysCallMayBeGone } from './guards.ts';
import { providerFailureIn, refusalInError, refusalInEvent } from './model.ts';
import * as outcomes from './outcomes.ts';
import { addRequest, lookRequest } from './requests.ts';
import { addParticipantSetup } from './setup.ts';

/** What became of the invitation. */
export const invitation = addParticipantSetup.createStateConfig({
  initial: 'sending',
  on: {
    'acs.AddParticipantFailed': [
      {
        guard: and(['isOurAdd', 'cancelIsConfirmed']),
        target: '#settled',
        actions: { type: 'settleAs', params: ({ event }) => outcomes.cancelledSaysEvent(refusalInEvent(event)) },
      },
      {
        guard: and(['isOurAdd', 'cancelVerdictIsPending', 'saysCancelled']),
        target: '#settled',
        actions: { type: 'settleAs', params: ({ event }) => outcomes.cancelledSaysEvent(refusalInEvent(event)) },
      },
      {
        guard: and(['isOurAdd', 'cancelVerdictIsPending']),
        target: '.awaitingCancelVerdict',
        actions: { type: 'rememberRefusal', params: ({ event }) => refusalInEvent(event) },
      },
      {
        guard: 'isOurAdd',
        target: '#settled',
        actions: { type: 'settleAs', params: ({ event }) => outcomes.refused(refusalInEvent(event), 'event') },
      },
    ],
  },
  states: {
    sending: {
      invoke: {
        id: 'addParticipant',
        src: 'addParticipant',
        input: ({ context }) => addRequest(context),
        onDone: {
          target: 'ringing',
          actions: [
            { type: 'rememberInvitation', params: ({ event }) => event.output.invitationId },
            { type: 'rememberAttempt', params: ({ event }) => event.output.answeredAt },
            'reckonInvitationEnd',
          ],
        },
        onError: [
          {
            guard: ({ event }) => willNeverBeSent(event.error),
            target: '#settled',
            actions: {
              type: 'settleAs',
              params: ({ context, event }) => outcomes.unsent(event.error, context.cancel !== undefined),
            },
          },
          {
            guard: ({ event }) => saysCallMayBeGone(event.error),
            target: 'askingWhetherCallEnded',
            actions: [
              {
                type: 'rememberRefusal',
                params: ({ event }) => (isClearRefusal(event.error) ? refusalInError(event.error) : undefined),
              },
              { type: 'rememberAttempt', params: ({ event }) => providerFailureIn(event.error)?.failedAt },
            ],
          },
          {
            guard: ({ event }) => isClearRefusal(event.error),
            target: '#settled',
            actions: {
              type: 'settleAs',
              params: ({ event }) => outcomes.refused(refusalInError(event.error), 'response'),
            },
          },
          // Perhaps executed: the phone may ring, under an invitation id that we do not know.
          {
            guard: ({ event }) => happenedOutside(event.error),
            target: 'ringing',
            actions: [
              { type: 'rememberAttempt', params: ({ event }) => providerFailureIn(event.error)?.failedAt },
              'reckonInvitationEnd',
            ],
          },
        ],
      },
    },
    askingWhetherCallEnded: {
      invoke: {
        id: 'getCall',
        src: 'getCall',
        input: ({ context }) => lookRequest(context),
        onDone: [
          {
            guard: ({ event }) => isEnded(event.output),
            target: '#settled',
            actions: { type: 'settleAs', params: outcomes.callEndedSaysState },
          },
          { target: 'callGoesOn' },
        ],
        onError: { guard: ({ event }) => happenedOutside(event.error), target: 'callGoesOn' },
      },
    },
    callGoesOn: {
      always: [
        {
          guard: 'hasRefusal',
          target: '#settled',
          actions: { type: 'settleAs', params: ({ context }) => outcomes.refused(context.refusal, 'response') },
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
    looking: {
      initial: 'atCall',
      states: {
        atCall: {
          invoke: {
            id: 'getCall',
            src: 'getCall',
            input: ({ context }) => lookRequest(context),
            onDone: [
              {
                guard: ({ event }) => isEnded(event.output),
                target: '#settled',
                actions: { type: 'settleAs', params: outcomes.callEndedSaysState },
              },
              { target: 'atParticipants' },
            ],
            onError: { guard: ({ event }) => happenedOutside(event.error), target: 'failed' },
          },
        },
        atParticipants: {
          invoke: {
            id: 'getParticipants',
            src: 'getParticipants',
            input: ({ context }) => lookRequest(context),
            onDone: [
              { guard: ({ context, event }) => isPresent(context, event.output), target: 'present' },
              { target: 'absent' },
            ],
            onError: { guard: ({ event }) => happenedOutside(event.error), target: 'failed' },
          },
        },
        // Before the invitation end this proves nothing: nobody documents whether those who still ring are listed.
        present: {
          always: [
            {
              guard: 'invitationIsOver',
              target: '#settled',
              actions: { type: 'settleAs', params: outcomes.addedSaysList },
            },
            { target: '#ringing' },
          ],
        },
        absent: {
          always: [
            {
              guard: 'cancelIsConfirmed',
              target: '#settled',
              actions: { type: 'settleAs', params: outcomes.cancelledSaysList },
            },
            { guard: not('invitationIsOver'), target: '#ringing' },
            {
              guard: 'cancelWasAcceptedInTime',
              target: '#settled',
              actions: { type: 'settleAs', params: outcomes.cancelledAsAssumed },
            },
            { target: '#settled', actions: { type: 'settleAs', params: outcomes.notInCallSaysList } },
          ],
        },
        // A failed look proves nothing.
        failed: {
          always: [
            {
              guard: 'invitationIsOver',
              target: '#settled',
              actions: { type: 'settleAs', params: outcomes.undetermined },
            },
            { target: '#ringing' },
          ],
        },
      },
    },
  },
});
