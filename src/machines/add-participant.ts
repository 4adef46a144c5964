import type { AddParticipantOutcome } from '../contract/add-participant.ts';
import { and, or } from 'xstate';
import { cancellation } from './add-participant/cancellation.ts';
import { invitation } from './add-participant/invitation.ts';
import { firstAdd } from './add-participant/model.ts';
import * as outcomes from './add-participant/outcomes.ts';
import { removal } from './add-participant/removal.ts';
import { addParticipantSetup } from './add-participant/setup.ts';

export { summarizeAddParticipant } from './add-participant/summarize.ts';

const isOurJoin = or(['isAnAddOfOurs', 'namesOnlyThePerson']);

/**
 * Adds a participant to a call, and cancels the invitation again.
 *
 * Two concerns run side by side: what became of the invitation, and what became of the wish to cancel. CANCEL leaves
 * the request that is under way alone, for to abort it would lose the invitation id. What decides, ends both. Who joins
 * although we cancelled is removed again, where the request wants it so.
 */
export const addParticipantMachine = addParticipantSetup.createMachine({
  id: 'addParticipant',
  context: ({ input }) => ({
    request: input,
    add: firstAdd(),
    credential: 'primary',
    looks: 0,
    contradictions: [],
  }),
  output: ({ context }) => context.outcome as AddParticipantOutcome,
  initial: 'open',
  states: {
    open: {
      type: 'parallel',
      on: {
        'acs.CallDisconnected': {
          guard: 'isOurCall',
          target: 'settled',
          actions: { type: 'settleAs', params: outcomes.callEndedSaysEvent },
        },
        'acs.AddParticipantSucceeded': [
          // Removal is by identity: who was there before, or may have been, would be removed with who joined.
          {
            guard: and(['isAnAddOfOurs', 'joinIsUnwanted', 'wasNotThereBefore']),
            target: 'removing',
            actions: ['noteJoinAgainstWord', { type: 'beginRemoval', params: { toldByEvent: true } }],
          },
          {
            guard: and(['namesOnlyThePerson', 'joinIsUnwanted', 'wasNotThereBefore']),
            target: 'removing',
            actions: ['noteJoinAgainstWord', { type: 'beginRemoval', params: { toldByEvent: false } }],
          },
          {
            guard: and([isOurJoin, 'joinIsUnwanted']),
            target: 'settled',
            actions: ['noteJoinAgainstWord', { type: 'settleAs', params: outcomes.added('event', 'notProvenOurs') }],
          },
          {
            guard: and([isOurJoin, 'cancelIsWished']),
            target: 'settled',
            actions: ['noteJoinAgainstWord', { type: 'settleAs', params: outcomes.added('event', 'policy') }],
          },
          {
            guard: isOurJoin,
            target: 'settled',
            actions: ['noteJoinAgainstWord', { type: 'settleAs', params: outcomes.added('event') }],
          },
        ],
      },
      states: { invitation, cancellation },
    },
    removing: { id: 'removing', ...removal },
    settled: { id: 'settled', type: 'final' },
  },
});
