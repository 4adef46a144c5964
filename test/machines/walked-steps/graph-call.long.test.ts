import { graphCallMachine } from '../../../src/machines/graph-call.ts';
import { graphCallModels, plainGraphCallModels } from '../model/graph-call.ts';
import { testWhatWasWalked } from '../model/walked.ts';

testWhatWasWalked({
  machine: graphCallMachine,
  file: 'graph-call.txt',
  models: () => [...graphCallModels(), ...plainGraphCallModels()],
  notShown: [],
});
