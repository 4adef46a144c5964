import { proxyActivities } from '@temporalio/workflow';
import type { AcsActivities } from '../contract/acs-activities.ts';
import type { AddParticipantInput } from '../contract/add-participant.ts';
import type { OperationActivities } from '../contract/operation-activities.ts';
import { addParticipantMachine, summarizeAddParticipant } from '../machines/add-participant.ts';
import { activityActor, runStatechart, withdrawableActivityActor } from '../statechart/workflow/index.ts';
import {
  lookBeforeOptions,
  lookOptions,
  promptOptions,
  requestOptions,
  withdrawableOptions,
} from './activity-options.ts';
import { watchAddParticipant } from './observation/watch-add-participant.ts';

/** Adds a participant to an ACS call; see the machine. */
export async function addParticipant(input: AddParticipantInput) {
  const attempts = proxyActivities<AcsActivities>(withdrawableOptions(input.waits));
  const removals = proxyActivities<AcsActivities>(promptOptions(input.waits));
  const requests = proxyActivities<AcsActivities>(requestOptions(input.waits));
  const looksBefore = proxyActivities<AcsActivities>(lookBeforeOptions(input.waits));
  const looks = proxyActivities<AcsActivities & OperationActivities>(lookOptions(input.waits));
  const machine = addParticipantMachine.provide({
    actors: {
      addParticipant: withdrawableActivityActor(attempts.addParticipant),
      cancelAddParticipant: activityActor(requests.cancelAddParticipant),
      removeParticipant: activityActor(removals.removeParticipant),
      getParticipant: activityActor(looksBefore.getParticipant),
      getCall: activityActor(looks.getCall),
      getParticipants: activityActor(looks.getParticipants),
      findOtherOperations: activityActor(looks.findOtherOperations),
    },
  });
  return runStatechart(machine, {
    input,
    summarize: summarizeAddParticipant,
    onCancel: { type: 'CANCEL' },
    onTransition: watchAddParticipant(),
  });
}
