export { ActivityError, activityActor } from './activity-actor.ts';
export { childWorkflowActor } from './child-workflow-actor.ts';
export { WITHDRAW, withdrawableActivityActor } from './withdrawable-activity-actor.ts';
export { runStatechart, type RunStatechartOptions } from './run-statechart.ts';
export { machineHash } from '../machine-hash.ts';
export type { SeenTransition } from '../host/statechart-host.ts';
export type { StatechartResult, TransitionRecord, View } from '../messages.ts';
export { stateLeaves } from '../state-path.ts';
