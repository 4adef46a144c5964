import { and, not, sendTo } from 'xstate';
import * as answers from './answers.ts';
import { whereCallHasEnded } from './look-states.ts';
import { refusalInFailure } from './model.ts';
import * as outcomes from './outcomes.ts';
import { addRequest, lookRequest, presenceRequest } from './requests.ts';
import { addParticipantSetup } from './setup.ts';

const cancelBeforeSending = {
  guard: not('addMayBeOut'),
  target: '#settled',
  actions: ['wishToCancel', { type: 'settleAs', params: outcomes.neverSent }],
} as const;

/**
 * The add on its way. Each attempt is an activity of its own, so that a cancel comes between two of them. While nothing can
 * have been sent, it can be withdrawn; once an attempt may be out, it is repeated under the same pair.
 */
export const sending = addParticipantSetup.createStateConfig({
  initial: 'aboutToSend',
  states: {
    aboutToSend: {
      always: [{ guard: 'presenceIsToBeAsked', target: 'askingWhetherPresent' }, { target: 'requesting' }],
    },
    // Removal is by identity, and once the phone rings nobody can say who was in the call before.
    askingWhetherPresent: {
      on: {
        CANCEL: cancelBeforeSending,
        // Nothing of ours is out yet: it is the join, or the refusal, of another's invitation.
        'acs.AddParticipantSucceeded': { guard: and(['namesOnlyThePerson', 'nothingWasSent']) },
        'acs.AddParticipantFailed': { guard: and(['namesOnlyThePerson', 'nothingWasSent']) },
      },
      invoke: {
        id: 'getParticipant',
        src: 'getParticipant',
        input: ({ context }) => presenceRequest(context),
        onDone: {
          target: 'requesting',
          actions: { type: 'rememberPresence', params: ({ event }) => event.output },
        },
        // Better not known than rung late.
        onError: [
          {
            guard: answers.firstCredentialsWereRefused,
            target: 'askingWhetherPresent',
            reenter: true,
            actions: 'takeOtherCredential',
          },
          {
            guard: answers.credentialsWereRefused,
            target: 'requesting',
            actions: ['forgetPresence', 'takeOtherCredential'],
          },
          { guard: answers.happenedOutside, target: 'requesting', actions: 'forgetPresence' },
        ],
      },
    },
    requesting: {
      on: {
        CANCEL: {
          guard: and([not('cancelIsWished'), not('addMayBeOut')]),
          // One that has begun does not heed it: to abort it would lose the invitation id.
          actions: sendTo('addParticipant', { type: 'WITHDRAW' }),
        },
      },
      invoke: {
        id: 'addParticipant',
        src: 'addParticipant',
        input: ({ context }) => addRequest(context),
        onDone: {
          target: '#ringing',
          actions: [{ type: 'rememberAnswer', params: ({ event }) => event.output }, 'reckonInvitationEnd'],
        },
        onError: [
          {
            guard: answers.wasWithdrawn,
            target: '#settled',
            actions: { type: 'settleAs', params: outcomes.neverSent },
          },
          {
            guard: answers.callMayBeGone,
            target: '#askingWhetherCallEnded',
            actions: { type: 'rememberFailure', params: ({ event }) => event },
          },
          {
            guard: answers.nothingWasExecuted,
            target: 'refused',
            actions: { type: 'rememberFailure', params: ({ event }) => event },
          },
          {
            guard: answers.isWorthRepeatingForItsId,
            target: 'requesting',
            reenter: true,
            actions: [{ type: 'rememberFailure', params: ({ event }) => event }, 'repeatForItsId'],
          },
          {
            guard: answers.isWorthRepeatingUncancelled,
            target: 'backingOff',
            actions: { type: 'rememberFailure', params: ({ event }) => event },
          },
          // Perhaps executed: the phone may ring, under an invitation id that we do not know.
          {
            guard: answers.happenedOutside,
            target: '#ringing',
            actions: [{ type: 'rememberFailure', params: ({ event }) => event }, 'reckonInvitationEnd'],
          },
        ],
      },
    },
    // Nothing was executed. A no for which time may help is followed by another attempt, until `notAfter`.
    refused: {
      always: [
        {
          guard: { type: 'noIs', params: 'rejected' },
          target: '#settled',
          actions: {
            type: 'settleAs',
            params: ({ context }) => outcomes.refused(refusalInFailure(context.add.no), 'response'),
          },
        },
        {
          guard: 'cancelIsWished',
          target: '#settled',
          actions: { type: 'settleAs', params: outcomes.neverSent },
        },
        { guard: { type: 'noIs', params: 'throttled' }, target: 'backingOff', actions: 'putOff' },
        // It did not reach the provider.
        { guard: { type: 'noIs', params: 'ambiguous' }, target: 'backingOff', actions: 'putOff' },
        { guard: { type: 'noIs', params: 'conflict' }, target: 'backingOff', actions: ['putOff', 'mintAdd'] },
        {
          guard: { type: 'noIs', params: 'credentials' },
          target: 'backingOff',
          actions: ['putOff', 'mintAdd'],
        },
        { guard: { type: 'noIs', params: 'notEstablished' }, target: 'askingWhetherConnecting', actions: 'putOff' },
        {
          guard: 'pairWasStale',
          target: 'backingOff',
          actions: ['countStalePair', 'mintAdd'],
        },
        { target: '#settled', actions: { type: 'settleAs', params: ({ context }) => outcomes.unsent(context) } },
      ],
    },
    askingWhetherConnecting: {
      on: { CANCEL: cancelBeforeSending },
      invoke: {
        id: 'getCall',
        src: 'getCall',
        input: ({ context }) => lookRequest(context),
        // Whatever else it says: only the end of a call is an end.
        onDone: [whereCallHasEnded, { target: 'backingOff', actions: 'mintAdd' }],
        onError: {
          guard: answers.happenedOutside,
          target: 'backingOff',
          actions: 'mintAdd',
        },
      },
    },
    backingOff: {
      on: { CANCEL: [cancelBeforeSending, { target: 'requesting', actions: 'repeatForItsId' }] },
      after: { addBackOff: { target: 'aboutToSend', actions: 'countRepeat' } },
    },
  },
});
