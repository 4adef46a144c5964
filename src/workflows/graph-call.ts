import { proxyActivities } from '@temporalio/workflow';
import type { GraphActivities } from '../contract/graph-activities.ts';
import type { GraphCallInput } from '../contract/graph-media.ts';
import { graphCallMachine, summarizeGraphCall } from '../machines/graph-call.ts';
import { mediaOperationMachine } from '../machines/media-operation.ts';
import { activityActor, runStatechart } from '../statechart/workflow/index.ts';
import { lookOptions, onceOptions } from './activity-options.ts';
import { watchGraphCall } from './observation/watch-graph-call.ts';

/** Carries the media of a Graph call for as long as the call lives; see the machine. */
export async function graphCall(input: GraphCallInput) {
  const once = proxyActivities<GraphActivities>(onceOptions(input.waits));
  const looks = proxyActivities<GraphActivities>(lookOptions(input.waits));
  const getGraphCall = activityActor(looks.getGraphCall);
  const mediaOperation = mediaOperationMachine.provide({
    actors: {
      playPrompt: activityActor(once.playPrompt),
      recordResponse: activityActor(once.recordResponse),
      subscribeToTone: activityActor(once.subscribeToTone),
      getGraphCall,
    },
  });
  const machine = graphCallMachine.provide({
    actors: {
      mediaOperation,
      cancelMediaProcessing: activityActor(once.cancelMediaProcessing),
      keepAlive: activityActor(looks.keepAlive),
      getGraphCall,
    },
  });
  return runStatechart(machine, { input, summarize: summarizeGraphCall, onTransition: watchGraphCall() });
}
