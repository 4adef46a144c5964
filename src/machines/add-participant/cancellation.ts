import { and, not } from 'xstate';
import { happenedOutside, wasNeverExecuted } from './guards.ts';
import { refusalInError } from './model.ts';
import { cancelRequest } from './requests.ts';
import { addParticipantSetup } from './setup.ts';

/** What became of the wish to cancel. The state names of the wish are those of `CancelState`. */
export const cancellation = addParticipantSetup.createStateConfig({
  initial: 'notWanted',
  on: {
    // Before or after the response to the cancel: the event is the truth.
    'acs.CancelAddParticipantSucceeded': { guard: 'isOurCancel', target: '.confirmed' },
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
        onDone: 'accepted',
        onError: [
          {
            guard: ({ event }) => wasNeverExecuted(event.error),
            target: 'refused',
            actions: {
              type: 'cancelIs',
              params: ({ event }) => ({ state: 'refused' as const, code: refusalInError(event.error).subCode }),
            },
          },
          { guard: ({ event }) => happenedOutside(event.error), target: 'unknown' },
        ],
      },
    },
    accepted: { entry: ['rememberAcceptance', { type: 'cancelIs', params: { state: 'accepted' } }] },
    refused: {},
    confirmed: { entry: { type: 'cancelIs', params: { state: 'confirmed' } } },
    notPossible: { entry: { type: 'cancelIs', params: { state: 'notPossible' } } },
    unknown: { entry: { type: 'cancelIs', params: { state: 'unknown' } } },
  },
});
