import { and } from 'xstate';
import * as answers from './answers.ts';
import { atCall, atParticipants } from './look-states.ts';
import * as outcomes from './outcomes.ts';
import { otherOperationsRequest, removeRequest } from './requests.ts';
import { addParticipantSetup } from './setup.ts';

/** Somebody joined although the invitation was to be cancelled. It is not said to be cancelled while the person is there. */
export const removal = addParticipantSetup.createStateConfig({
  initial: 'askingForOthers',
  on: {
    'acs.CallDisconnected': {
      guard: 'isOurCall',
      target: '#settled',
      actions: { type: 'settleAs', params: outcomes.callEndedSaysEvent },
    },
    'acs.RemoveParticipantSucceeded': [
      {
        guard: and(['isARemovalOfOurs', 'anotherMayStillRing']),
        target: '.awaitingInvitationEnd',
        actions: { type: 'removalIs', params: 'accepted' },
      },
      {
        guard: 'isARemovalOfOurs',
        target: '#settled',
        actions: { type: 'settleAs', params: outcomes.removedSaysEvent },
      },
      { guard: 'namesOnlyThePerson', target: '.looking' },
    ],
    'acs.RemoveParticipantFailed': {
      guard: 'isOurRemoval',
      target: '.looking',
      actions: { type: 'removalIs', params: 'refused' },
    },
  },
  states: {
    // Removal is by identity: it must not undo what another operation has brought about. Asked before each removal.
    askingForOthers: {
      invoke: {
        id: 'findOtherOperations',
        src: 'findOtherOperations',
        input: ({ context }) => otherOperationsRequest(context),
        onDone: [
          {
            guard: answers.newerExists,
            target: '#settled',
            actions: { type: 'settleAs', params: ({ context }) => outcomes.stays(context, 'newerOperation') },
          },
          {
            guard: answers.joinMayBeAnothers,
            target: '#settled',
            actions: { type: 'settleAs', params: ({ context }) => outcomes.stays(context, 'notProvenOurs') },
          },
          { target: 'requesting' },
        ],
        onError: [
          {
            guard: answers.couldNotBeListedAndJoinWasTold,
            target: 'requesting',
          },
          {
            guard: answers.couldNotBeListed,
            target: '#settled',
            actions: { type: 'settleAs', params: ({ context }) => outcomes.stays(context, 'notProvenOurs') },
          },
        ],
      },
    },
    requesting: {
      entry: 'mintRemoval',
      invoke: {
        id: 'removeParticipant',
        src: 'removeParticipant',
        input: ({ context }) => removeRequest(context),
        onDone: { target: 'awaitingEvent', actions: { type: 'removalIs', params: 'accepted' } },
        onError: [
          {
            guard: answers.onlyCredentialsWereRefused,
            target: 'looking',
            actions: ['takeOtherCredential', { type: 'removalIs', params: 'refused' }],
          },
          { guard: answers.wasRefused, target: 'looking', actions: { type: 'removalIs', params: 'refused' } },
          { guard: answers.nothingWasExecuted, target: 'looking', actions: { type: 'removalIs', params: 'none' } },
          { guard: answers.happenedOutside, target: 'looking', actions: 'removalMayBeOut' },
        ],
      },
    },
    awaitingEvent: {
      after: { grace: 'looking' },
    },
    looking: {
      initial: 'atCall',
      states: {
        atCall,
        atParticipants: atParticipants({ present: 'present', absent: 'gone' }),
        present: {
          always: [
            {
              guard: 'removalWasRefused',
              target: '#settled',
              actions: { type: 'settleAs', params: ({ context }) => outcomes.stays(context, 'refused') },
            },
            {
              guard: 'removalStaysUnanswered',
              target: '#settled',
              actions: { type: 'settleAs', params: ({ context }) => outcomes.stays(context, 'notAnswered') },
            },
          ],
          after: { lookBackOff: { target: '#removing.askingForOthers', actions: 'countLook' } },
        },
        gone: {
          always: [
            { guard: 'anotherMayStillRing', target: '#removing.awaitingInvitationEnd' },
            {
              target: '#settled',
              actions: { type: 'settleAs', params: ({ context }) => outcomes.goneSaysList(context) },
            },
          ],
        },
        // A failed look proves nothing.
        inconclusive: {
          always: {
            guard: 'removalIsOver',
            target: '#settled',
            actions: { type: 'settleAs', params: outcomes.undetermined },
          },
          after: { lookBackOff: { target: 'atCall', actions: 'countLook' } },
        },
      },
    },
    // The phone may ring a second time, under an invitation id that we do not know, and be answered. The event of that join
    // says the same as the first one's, and is taken for it: a look tells.
    awaitingInvitationEnd: {
      after: { untilInvitationEnd: 'looking' },
    },
  },
});
