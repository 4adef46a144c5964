import { proxyActivities } from '@temporalio/workflow';
import type { AcsActivities } from '../contract/acs-activities.ts';
import type { AddParticipantInput } from '../contract/add-participant.ts';
import { addParticipantMachine, summarizeAddParticipant } from '../machines/add-participant.ts';
import { activityActor, runStatechart } from '../statechart/workflow/index.ts';
import { lookOptions, requestOptions } from './activity-options.ts';

/** Adds a participant to an ACS call; see the machine. */
export async function addParticipant(input: AddParticipantInput) {
  const requests = proxyActivities<AcsActivities>(requestOptions(input.waits));
  const looks = proxyActivities<AcsActivities>(lookOptions(input.waits));
  const machine = addParticipantMachine.provide({
    actors: {
      addParticipant: activityActor(requests.addParticipant),
      cancelAddParticipant: activityActor(requests.cancelAddParticipant),
      getCall: activityActor(looks.getCall),
      getParticipants: activityActor(looks.getParticipants),
    },
  });
  return runStatechart(machine, { input, summarize: summarizeAddParticipant });
}
