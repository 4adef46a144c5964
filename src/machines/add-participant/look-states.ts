import * as answers from './answers.ts';
import * as outcomes from './outcomes.ts';
import { lookRequest } from './requests.ts';
import { addParticipantSetup } from './setup.ts';

/** What settles an operation wherever the state of its call was asked for. */
export const whereCallHasEnded = {
  guard: answers.callHasEnded,
  target: '#settled',
  actions: { type: 'settleAs', params: outcomes.callEndedSaysState },
} as const;

/** A look that failed proves nothing: the state `inconclusive` decides whether another one is made. */
const onFailedLook = [
  { guard: answers.credentialsWereRefused, target: 'inconclusive', actions: 'takeOtherCredential' },
  { guard: answers.happenedOutside, target: 'inconclusive' },
] as const;

/** Every look asks for the call first, for nobody is in one that has ended. */
export const atCall = addParticipantSetup.createStateConfig({
  invoke: {
    id: 'getCall',
    src: 'getCall',
    input: ({ context }) => lookRequest(context),
    onDone: [whereCallHasEnded, { target: 'atParticipants' }],
    onError: onFailedLook,
  },
});

/** Then it asks for the participants. */
export function atParticipants(where: { readonly present: string; readonly absent: string }) {
  return addParticipantSetup.createStateConfig({
    invoke: {
      id: 'getParticipants',
      src: 'getParticipants',
      input: ({ context }) => lookRequest(context),
      onDone: [{ guard: answers.personIsPresent, target: where.present }, { target: where.absent }],
      onError: onFailedLook,
    },
  });
}
