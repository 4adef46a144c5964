import { mkdirSync, writeFileSync } from 'node:fs';
import { documentedMachines } from './diagrams/documented-machines.ts';
import { machineDiagrams } from './diagrams/machine-diagrams.ts';

const folder = new URL('../docs/diagrams/', import.meta.url);

mkdirSync(folder, { recursive: true });
for (const { file, machine, title } of documentedMachines)
  writeFileSync(new URL(file, folder), machineDiagrams(machine, title, 'npm run docs:diagrams'));
