import { and, not } from 'xstate';
import { isClearRefusal, isEnded, isPresent, isProviderFailure, neverLeft, saysCallMayBeGone } from './guards.ts';
import { refusalInError, refusalInEvent } from './model.ts';
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
        src: 'addParticipant',
        input: ({ context }) => addRequest(context),
        onDone: {
          target: 'ringing',
          actions: [
            { type: 'rememberInvitation', params: ({ event }) => event.output.invitationId },
            'reckonInvitationEnd',
          ],
        },
        onError: [
          {
            guard: ({ event }) => neverLeft(event.error),
            target: '#settled',
            actions: {
              type: 'settleAs',
              params: ({ event }) => outcomes.neverSent(event.error) ?? outcomes.undetermined,
            },
          },
          {
            guard: ({ event }) => saysCallMayBeGone(event.error),
            target: 'askingWhetherCallEnded',
            actions: { type: 'rememberRefusal', params: ({ event }) => refusalInError(event.error) },
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
          { guard: ({ event }) => isProviderFailure(event.error), target: 'ringing', actions: 'reckonInvitationEnd' },
        ],
      },
    },
    askingWhetherCallEnded: {
      invoke: {
        src: 'getCall',
        input: ({ context }) => lookRequest(context),
        onDone: [
          {
            guard: ({ event }) => isEnded(event.output),
            target: '#settled',
            actions: { type: 'settleAs', params: outcomes.callEndedSaysState },
          },
          {
            target: '#settled',
            actions: { type: 'settleAs', params: ({ context }) => outcomes.refused(context.refusal, 'response') },
          },
        ],
        onError: {
          guard: ({ event }) => isProviderFailure(event.error),
          target: '#settled',
          actions: { type: 'settleAs', params: ({ context }) => outcomes.refused(context.refusal, 'response') },
        },
      },
    },
    ringing: {
      id: 'ringing',
      always: { guard: 'lookIsDueAfterCancel', target: 'awaitingAddEvent' },
      after: { untilInvitationEnd: 'looking' },
    },
    // The provider says that the invitation is cancelled: the add's own event should follow.
    awaitingAddEvent: {
      after: { grace: 'looking' },
      exit: 'rememberLook',
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
            onError: { guard: ({ event }) => isProviderFailure(event.error), target: 'failed' },
          },
        },
        atParticipants: {
          invoke: {
            src: 'getParticipants',
            input: ({ context }) => lookRequest(context),
            onDone: [
              { guard: ({ context, event }) => isPresent(context, event.output), target: 'present' },
              { target: 'absent' },
            ],
            onError: { guard: ({ event }) => isProviderFailure(event.error), target: 'failed' },
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
              guard: 'cancelTookEffect',
              target: '#settled',
              actions: { type: 'settleAs', params: outcomes.cancelledSaysList },
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
