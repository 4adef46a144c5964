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
    // Somebody else would have to cancel one of two invitations.
    'addParticipant.open.invitation: acs.CancelAddParticipantSucceeded 1/2 [not cancelIsWished and isACancelOfOurs and mayRingTwice]',
    // The state stays what it was, so that these leave no step.
    'addParticipant.open.invitation.sending.askingWhetherPresent: acs.AddParticipantSucceeded [namesOnlyThePerson and nothingWasSent]',
    'addParticipant.open.invitation.sending.askingWhetherPresent: acs.AddParticipantFailed [namesOnlyThePerson and nothingWasSent]',
    'addParticipant.open.invitation.sending.requesting: error addParticipant 4/6 [isWorthRepeatingForItsId]',
    'addParticipant.open.invitation.awaitingCancelVerdict: acs.AddParticipantFailed',
    // A removal of ours would have to be told without its context.
    'removing: acs.RemoveParticipantSucceeded 3/3 [namesOnlyThePerson]',
    // Temporal's visibility would have to be away between two activities, of which the first was answered.
    'addParticipant.removing.askingForOthers: error findOtherOperations 2/2 [couldNotBeListed]',
    // The event of the removal comes first, as a rule.
    'addParticipant.removing.looking.gone: always 1/2 [anotherMayStillRing]',
  ],
});
