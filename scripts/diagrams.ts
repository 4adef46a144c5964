import { mkdirSync, writeFileSync } from 'node:fs';
import { addParticipantMachine } from '../src/machines/add-participant.ts';
import { machineDiagrams } from './diagrams/machine-diagrams.ts';

const folder = new URL('../docs/diagrams/', import.meta.url);

mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL('add-participant.md', folder),
  machineDiagrams(addParticipantMachine, 'The machine that adds a participant', 'npm run docs:diagrams'),
);
