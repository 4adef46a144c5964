import * as answers from './answers.ts';
import { atCall, onFailedLook } from './look-states.ts';
import * as outcomes from './outcomes.ts';
import { lookRequest, newerOperationRequest, removeRequest } from './requests.ts';
import { addParticipantSetup } from './setup.ts';

/** Somebody joined although the invitation was to be cancelled. It is not said to be cancelled while the person is there. */
export const removal = addParticipantSetup.createStateConfig({
  initial: 'askingForNewer',
  on: {
    'acs.CallDisconnected': {
      guard: 'isOurCall',
      target: '#settled',
      actions: { type: 'settleAs', params: outcomes.callEndedSaysEvent },
    },
    'acs.RemoveParticipantSucceeded': {
      guard: 'isARemovalOfOurs',
      target: '#settled',
      actions: { type: 'settleAs', params: outcomes.removedSaysEvent },
    },
    'acs.RemoveParticipantFailed': { guard: 'isOurRemoval', target: '.looking' },
  },
  states: {
    // Removal is by identity: it must not undo what another operation has just brought about.
    askingForNewer: {
      invoke: {
        id: 'findNewerOperation',
        src: 'findNewerOperation',
        input: ({ context }) => newerOperationRequest(context),
        onDone: [
          {
            guard: answers.newerExists,
            target: '#settled',
            actions: { type: 'settleAs', params: ({ context }) => outcomes.stays(context, 'newerOperation') },
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
        onDone: { target: 'awaitingEvent', actions: 'removalMayBeOut' },
        onError: [
          {
            guard: answers.onlyCredentialsWereRefused,
            target: 'looking',
            actions: 'takeOtherCredential',
          },
          { guard: answers.nothingWasExecuted, target: 'looking' },
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
        atParticipants: {
          invoke: {
            id: 'getParticipants',
            src: 'getParticipants',
            input: ({ context }) => lookRequest(context),
            onDone: [
              { guard: answers.personIsPresent, target: 'present' },
              {
                target: '#settled',
                actions: { type: 'settleAs', params: ({ context }) => outcomes.goneSaysList(context) },
              },
            ],
            onError: onFailedLook,
          },
        },
        present: {
          always: {
            guard: 'removalIsOver',
            target: '#settled',
            actions: [
              { type: 'cancelIs', params: { state: 'refused' } },
              { type: 'settleAs', params: ({ context }) => outcomes.stays(context, 'refused') },
            ],
          },
          after: { lookBackOff: { target: '#removing.askingForNewer', actions: 'countLook' } },
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
  },
});
