import { and, not, or } from 'xstate';
import * as answers from './answers.ts';
import { atCall, onFailedLook } from './look-states.ts';
import * as outcomes from './outcomes.ts';
import { concurrentOperationRequest, lookRequest } from './requests.ts';
import { addParticipantSetup } from './setup.ts';

/** No event has told: the provider is asked, again and again until it is known or the last deadline has passed. */
export const looking = addParticipantSetup.createStateConfig({
  initial: 'atCall',
  states: {
    atCall,
    atParticipants: {
      entry: 'beginLook',
      invoke: {
        id: 'getParticipants',
        src: 'getParticipants',
        input: ({ context }) => lookRequest(context),
        onDone: [{ guard: answers.personIsPresent, target: 'listed' }, { target: 'absent' }],
        onError: onFailedLook,
      },
    },
    // Nobody documents whether those who still ring are listed: it proves nothing before the invitation end, nor while
    // another operation may ring the same person.
    listed: {
      always: [{ guard: not('invitationIsOver'), target: '#ringing' }, { target: 'askingForConcurrent' }],
    },
    askingForConcurrent: {
      invoke: {
        id: 'findConcurrentOperation',
        src: 'findConcurrentOperation',
        input: ({ context }) => concurrentOperationRequest(context),
        onDone: [{ guard: answers.anotherMayRing, target: 'inconclusive' }, { target: 'present' }],
        onError: { guard: answers.couldNotBeListed, target: 'inconclusive' },
      },
    },
    present: {
      always: [
        {
          guard: and(['joinIsUnwanted', 'joinIsOurs']),
          target: '#removing',
          actions: { type: 'beginRemoval', params: { toldByEvent: false } },
        },
        {
          guard: 'joinIsUnwanted',
          target: '#settled',
          actions: { type: 'settleAs', params: outcomes.added('participantList', 'notProvenOurs') },
        },
        {
          guard: 'cancelIsWished',
          target: '#settled',
          actions: { type: 'settleAs', params: outcomes.added('participantList', 'policy') },
        },
        { target: '#settled', actions: { type: 'settleAs', params: outcomes.added('participantList') } },
      ],
    },
    absent: {
      always: [
        {
          guard: and(['cancelIsConfirmed', or([not('mayRingTwice'), 'invitationIsOver'])]),
          target: '#settled',
          actions: { type: 'settleAs', params: outcomes.cancelledSaysList },
        },
        { guard: not('invitationIsOver'), target: '#ringing' },
        {
          guard: 'refusalSaysCancelled',
          target: '#settled',
          actions: { type: 'settleAs', params: outcomes.cancelledSaysList },
        },
        {
          guard: 'refusalIsKnown',
          target: '#settled',
          actions: { type: 'settleAs', params: ({ context }) => outcomes.refused(context.refusal, 'event') },
        },
        {
          guard: 'cancelWasAcceptedInTime',
          target: '#settled',
          actions: { type: 'settleAs', params: outcomes.cancelledAsAssumed },
        },
        { guard: 'mayRingAgain', target: '#sending', actions: 'mintAdd' },
        { target: '#settled', actions: { type: 'settleAs', params: outcomes.notInCallSaysList } },
      ],
    },
    // A look that failed proves nothing, as does one at a time at which another operation may ring.
    inconclusive: {
      always: [
        { guard: not('invitationIsOver'), target: '#ringing' },
        {
          guard: 'lastDeadlineHasPassed',
          target: '#settled',
          actions: { type: 'settleAs', params: outcomes.undetermined },
        },
      ],
      after: { lookBackOff: { target: 'atCall', actions: 'countLook' } },
    },
  },
});
