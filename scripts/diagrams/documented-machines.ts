import { addParticipantMachine } from '../../src/machines/add-participant.ts';
import { graphCallMachine } from '../../src/machines/graph-call.ts';
import { mediaOperationMachine } from '../../src/machines/media-operation.ts';

/** Whose diagrams are in `docs/diagrams/`. */
export const documentedMachines = [
  { file: 'add-participant.md', machine: addParticipantMachine, title: 'The machine that adds a participant' },
  { file: 'graph-call.md', machine: graphCallMachine, title: 'The machine of the media of a Graph call' },
  { file: 'media-operation.md', machine: mediaOperationMachine, title: 'The machine of one media operation' },
];
