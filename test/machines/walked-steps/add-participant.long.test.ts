import { addParticipantMachine } from '../../../src/machines/add-participant.ts';
import { addParticipantModel } from '../model/add-participant/modelled.ts';
import { testWhatWasWalked } from '../model/walked.ts';

const LONG_NOT_AFTER_MS = 600_000;

testWhatWasWalked({
  machine: addParticipantMachine,
  file: 'add-participant.txt',
  models: () => [
    addParticipantModel('remove'),
    addParticipantModel('keep'),
    addParticipantModel('remove', LONG_NOT_AFTER_MS),
  ],
  notShown: [
    // Nothing is left by it, so that it leaves no step.
    'addParticipant.open.invitation.awaitingCancelVerdict: acs.AddParticipantFailed',
    // Temporal's visibility would have to be away between two activities, of which the first was answered.
    'addParticipant.removing.askingForNewer: error findNewerOperation 2/2 [couldNotBeListed]',
  ],
});
