export { addParticipant } from './add-participant.ts';
export { graphCall } from './graph-call.ts';
export { lookAtGraphCall } from './look-at-graph-call.ts';
