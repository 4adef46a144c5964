import { proxyActivities } from '@temporalio/workflow';
import type { AcsActivities, AddParticipantRequest } from '../contract/acs-activities.ts';
import type { AddParticipantInput } from '../contract/add-participant.ts';
import type { OperationActivities } from '../contract/operation-activities.ts';
import { addParticipantMachine, summarizeAddParticipant } from '../machines/add-participant.ts';
import { activityActor, runStatechart, withdrawableActivityActor } from '../statechart/workflow/index.ts';
import { lookOptions, requestOptions, withdrawableOptions } from './activity-options.ts';
import { watchAddParticipant } from './observation/watch-add-participant.ts';

/** Adds a participant to an ACS call; see the machine. */
export async function addParticipant(input: AddParticipantInput) {
  const firstAttempt = proxyActivities<AcsActivities>(withdrawableOptions(input.waits));
  const requests = proxyActivities<AcsActivities>(requestOptions(input.waits));
  const looks = proxyActivities<AcsActivities & OperationActivities>(lookOptions(input.waits));
  const add = (request: AddParticipantRequest) =>
    (request.sentBefore === true ? requests : firstAttempt).addParticipant(request);
  const machine = addParticipantMachine.provide({
    actors: {
      addParticipant: withdrawableActivityActor(add),
      cancelAddParticipant: activityActor(requests.cancelAddParticipant),
      removeParticipant: activityActor(requests.removeParticipant),
      getCall: activityActor(looks.getCall),
      getParticipants: activityActor(looks.getParticipants),
      findNewerOperation: activityActor(looks.findNewerOperation),
      findConcurrentOperation: activityActor(looks.findConcurrentOperation),
    },
  });
  return runStatechart(machine, {
    input,
    summarize: summarizeAddParticipant,
    onCancel: { type: 'CANCEL' },
    onTransition: watchAddParticipant(),
  });
}
