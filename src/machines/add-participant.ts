import type { AddParticipantOutcome } from '../contract/add-participant.ts';
import { cancellation } from './add-participant/cancellation.ts';
import { invitation } from './add-participant/invitation.ts';
import { newSend } from './add-participant/model.ts';
import { callEndedSaysEvent, addedSaysEvent } from './add-participant/outcomes.ts';
import { addParticipantSetup } from './add-participant/setup.ts';

export { summarizeAddParticipant } from './add-participant/summarize.ts';

/**
 * Adds a participant to a call, and cancels the invitation again.
 *
 * Two concerns run side by side: what became of the invitation, and what became of the wish to cancel. CANCEL leaves
 * the request that is under way alone, for to abort it would lose the invitation id. What decides, ends both.
 */
export const addParticipantMachine = addParticipantSetup.createMachine({
  id: 'addParticipant',
  context: ({ input }) => ({ request: input, add: newSend(1) }),
  output: ({ context }) => context.outcome as AddParticipantOutcome,
  initial: 'open',
  states: {
    open: {
      type: 'parallel',
      on: {
        'acs.CallDisconnected': {
          guard: 'isOurCall',
          target: 'settled',
          actions: { type: 'settleAs', params: callEndedSaysEvent },
        },
        'acs.AddParticipantSucceeded': {
          guard: 'isOurAdd',
          target: 'settled',
          actions: { type: 'settleAs', params: addedSaysEvent },
        },
      },
      states: { invitation, cancellation },
    },
    settled: { id: 'settled', type: 'final' },
  },
});
