import { and, not, or } from 'xstate';
import * as answers from './answers.ts';
import { atCall, onFailedLook } from './look-states.ts';
import * as outcomes from './outcomes.ts';
import { lookRequest } from './requests.ts';
import { addParticipantSetup } from './setup.ts';

/** No event has told: the provider is asked, again and again until it is known or the last deadline has passed. */
export const looking = addParticipantSetup.createStateConfig({
  initial: 'atCall',
  states: {
    atCall,
    atParticipants: {
      invoke: {
        id: 'getParticipants',
        src: 'getParticipants',
        input: ({ context }) => lookRequest(context),
        onDone: [{ guard: answers.personIsPresent, target: 'present' }, { target: 'absent' }],
        onError: onFailedLook,
      },
    },
    // Before the invitation end this proves nothing: nobody documents whether those who still ring are listed.
    present: {
      always: [
        { guard: not('invitationIsOver'), target: '#ringing' },
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
    // A failed look proves nothing.
    failed: {
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
