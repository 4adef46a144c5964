import { mediaOperationMachine } from '../../../src/machines/media-operation.ts';
import { mediaOperationModels } from '../model/media-operation.ts';
import { testWhatWasWalked } from '../model/walked.ts';

testWhatWasWalked({
  machine: mediaOperationMachine,
  file: 'media-operation.txt',
  models: mediaOperationModels,
  // A subscription is looked at after a minute.
  notShown: ['askingWhatBecame: graph.TonePressed'],
});
