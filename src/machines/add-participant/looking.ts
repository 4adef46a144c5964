import { and, not } from 'xstate';
import * as answers from './answers.ts';
import { atCall, atParticipants } from './look-states.ts';
import * as outcomes from './outcomes.ts';
import { otherOperationsRequest } from './requests.ts';
import { addParticipantSetup } from './setup.ts';

/** No event has told: the provider is asked, again and again until it is known or the last deadline has passed. */
export const looking = addParticipantSetup.createStateConfig({
  initial: 'atCall',
  states: {
    atCall,
    atParticipants: { entry: 'beginLook', ...atParticipants({ present: 'listed', absent: 'absent' }) },
    // Nobody documents whether those who still ring are listed: it proves nothing before the invitation end, nor while
    // another operation may ring the same person.
    listed: {
      always: [
        {
          guard: and(['cancelIsConfirmed', 'joinIsAnothers']),
          target: '#settled',
          actions: { type: 'settleAs', params: ({ context }) => outcomes.cancelledSaysEvent(context.refusal) },
        },
        { guard: not('invitationIsOver'), target: '#ringing' },
        { target: 'askingForOthers' },
      ],
    },
    askingForOthers: {
      invoke: {
        id: 'findOtherOperations',
        src: 'findOtherOperations',
        input: ({ context }) => otherOperationsRequest(context),
        onDone: [
          { guard: answers.anotherMayRing, target: 'inconclusive' },
          { target: 'present', actions: { type: 'rememberOthers', params: ({ event }) => event.output } },
        ],
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
        {
          guard: 'joinIsAnothers',
          target: '#settled',
          actions: { type: 'settleAs', params: outcomes.wasThereBefore },
        },
        { target: '#settled', actions: { type: 'settleAs', params: outcomes.added('participantList') } },
      ],
    },
    absent: {
      always: [
        {
          guard: and(['cancelIsConfirmed', not('mayRingTwice')]),
          target: '#settled',
          actions: { type: 'settleAs', params: ({ context }) => outcomes.cancelledSaysEvent(context.refusal) },
        },
        {
          guard: 'cancelIsConfirmed',
          target: '#settled',
          actions: { type: 'settleAs', params: outcomes.cancelledSaysList },
        },
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
      always: {
        guard: 'lastDeadlineHasPassed',
        target: '#settled',
        actions: { type: 'settleAs', params: outcomes.undetermined },
      },
      after: { lookBackOff: { target: 'atCall', actions: 'countLook' } },
    },
  },
});
