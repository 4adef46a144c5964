import { couldNotBeListed, happenedOutside, isOfClass, wasNeverExecuted } from './errors.ts';
import { isEnded, isPresent } from './guards.ts';
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
            guard: ({ event }) => event.output.exists,
            target: '#settled',
            actions: { type: 'settleAs', params: ({ context }) => outcomes.stays(context, 'newerOperation') },
          },
          { target: 'requesting' },
        ],
        onError: [
          {
            guard: ({ context, event }) => couldNotBeListed(event.error) && context.removal?.toldByEvent === true,
            target: 'requesting',
          },
          {
            guard: ({ event }) => couldNotBeListed(event.error),
            target: '#settled',
            actions: { type: 'settleAs', params: ({ context }) => outcomes.stays(context, 'notProvenOurs') },
          },
        ],
      },
    },
    requesting: {
      id: 'requestingRemoval',
      entry: 'mintRemoval',
      invoke: {
        id: 'removeParticipant',
        src: 'removeParticipant',
        input: ({ context }) => removeRequest(context),
        onDone: { target: 'awaitingEvent', actions: 'removalMayBeOut' },
        onError: [
          {
            guard: ({ event }) => isOfClass(event.error, 'credentials') && wasNeverExecuted(event.error),
            target: 'looking',
            actions: 'takeOtherCredential',
          },
          { guard: ({ event }) => wasNeverExecuted(event.error), target: 'looking' },
          { guard: ({ event }) => happenedOutside(event.error), target: 'looking', actions: 'removalMayBeOut' },
        ],
      },
    },
    awaitingEvent: {
      after: { grace: 'looking' },
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
            onError: [
              {
                guard: ({ event }) => isOfClass(event.error, 'credentials'),
                target: 'failed',
                actions: 'takeOtherCredential',
              },
              { guard: ({ event }) => happenedOutside(event.error), target: 'failed' },
            ],
          },
        },
        atParticipants: {
          invoke: {
            id: 'getParticipants',
            src: 'getParticipants',
            input: ({ context }) => lookRequest(context),
            onDone: [
              { guard: ({ context, event }) => isPresent(context, event.output), target: 'present' },
              {
                target: '#settled',
                actions: { type: 'settleAs', params: ({ context }) => outcomes.goneSaysList(context) },
              },
            ],
            onError: [
              {
                guard: ({ event }) => isOfClass(event.error, 'credentials'),
                target: 'failed',
                actions: 'takeOtherCredential',
              },
              { guard: ({ event }) => happenedOutside(event.error), target: 'failed' },
            ],
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
          after: { lookBackOff: { target: '#requestingRemoval', actions: 'countLook' } },
        },
        // A failed look proves nothing.
        failed: {
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
