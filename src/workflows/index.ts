export { addParticipant } from './add-participant.ts';
