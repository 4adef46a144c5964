import { and, not } from 'xstate';
import * as answers from './answers.ts';
import { whereCallHasEnded } from './look-states.ts';
import { wordsOf } from '../provider-words.ts';
import { cancelRequest, lookRequest } from './requests.ts';
import { addParticipantSetup } from './setup.ts';

const askAgain = { cancelBackOff: { guard: not('invitationIsOver'), target: 'sent' } } as const;

/** What became of the wish to cancel. */
export const cancellation = addParticipantSetup.createStateConfig({
  initial: 'notWanted',
  on: {
    // Before or after the response to the cancel: the event is the truth.
    'acs.CancelAddParticipantSucceeded': {
      guard: and(['cancelIsWished', 'isACancelOfOurs']),
      target: '.confirmed',
      // Later versions of the API say in it how the add failed.
      actions: { type: 'rememberWords', params: ({ event }) => wordsOf(event) },
    },
    'acs.CancelAddParticipantFailed': {
      // A repeat that the provider executed again fails for the reason that the first one took effect.
      guard: and(['isOurCancel', not('cancelIsConfirmed')]),
      target: '.refused',
      actions: {
        type: 'cancelIs',
        params: ({ event }) => ({ state: 'refused' as const, code: event.subCode?.toString() }),
      },
    },
  },
  states: {
    notWanted: { on: { CANCEL: { target: 'waitingForId', actions: 'wishToCancel' } } },
    waitingForId: {
      always: [
        { guard: 'hasInvitationId', target: 'sent' },
        { guard: 'hasNoInvitationIdToHope', target: 'notPossible' },
      ],
    },
    sent: {
      entry: ['mintCancel', { type: 'cancelIs', params: { state: 'sent' } }],
      invoke: {
        id: 'cancelAddParticipant',
        src: 'cancelAddParticipant',
        input: ({ context }) => cancelRequest(context),
        onDone: {
          target: 'accepted',
          actions: { type: 'rememberAcceptance', params: ({ event }) => event.output },
        },
        onError: [
          {
            guard: answers.onlyCredentialsWereRefused,
            target: 'refused',
            actions: ['takeOtherCredential', { type: 'noteCancelRefusal', params: ({ event }) => event }],
          },
          { guard: answers.credentialsWereRefused, target: 'unknown', actions: 'takeOtherCredential' },
          {
            guard: answers.callMayBeGone,
            target: 'askingWhetherCallEnded',
            actions: { type: 'noteCancelRefusal', params: ({ event }) => event },
          },
          {
            guard: answers.nothingWasExecuted,
            target: 'refused',
            actions: { type: 'noteCancelRefusal', params: ({ event }) => event },
          },
          { guard: answers.happenedOutside, target: 'unknown' },
        ],
      },
    },
    accepted: { entry: { type: 'cancelIs', params: { state: 'accepted' } } },
    askingWhetherCallEnded: {
      invoke: {
        id: 'getCallOfCancel',
        src: 'getCall',
        input: ({ context }) => lookRequest(context),
        onDone: [whereCallHasEnded, { guard: 'cancelIsRefused', target: 'refused' }, { target: 'unknown' }],
        onError: [
          {
            guard: answers.happenedOutsideAndCancelIsRefused,
            target: 'refused',
          },
          { guard: answers.happenedOutside, target: 'unknown' },
        ],
      },
    },
    // The phone may still ring: to cancel right after the add was taken may be too early.
    refused: { after: askAgain },
    confirmed: { entry: { type: 'cancelIs', params: { state: 'confirmed' } } },
    notPossible: { entry: { type: 'cancelIs', params: { state: 'notPossible' } } },
    // Perhaps executed: to cancel twice does no harm, and never to have cancelled does.
    unknown: { entry: { type: 'cancelIs', params: { state: 'unknown' } }, after: askAgain },
  },
});
