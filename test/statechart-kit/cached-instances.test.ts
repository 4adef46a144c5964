import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { notifySignal, sendUpdate } from '../../src/statechart/messages.ts';
import { machineSpec } from './differential/generate.ts';
import { WorkflowSandbox, type SandboxedExecution } from './differential/workflow-sandbox.ts';

/** Up to Node 22 each `AsyncLocalStorage` in use puts a property on every promise of its thread. */
const propertiesOfPromises = (): number => Object.getOwnPropertySymbols(Promise.resolve()).length;

test('an instance in the cache makes nothing dearer for the others: it leaves no mark on every promise', async () => {
  const workflows = path.join(process.cwd(), 'test/statechart-kit/differential/generated-workflow.ts');
  const sandbox = await WorkflowSandbox.of(pathToFileURL(workflows));
  const cached: SandboxedExecution[] = [];
  const cacheAll = async (specs: unknown[]): Promise<void> => {
    for (const spec of specs) {
      const execution = await sandbox.start('generated', [{ spec }], Date.now());
      await execution.update(sendUpdate.name, { event: { type: 'A' } });
      await execution.signal(notifySignal.name, [{ event: { type: 'B' } }]);
      cached.push(execution);
    }
  };
  const specs = fc.sample(machineSpec, { numRuns: 20, seed: 1 });

  await cacheAll(specs.slice(0, 5));
  const before = propertiesOfPromises();
  await cacheAll(specs.slice(5));

  expect(propertiesOfPromises()).toBe(before);
  for (const execution of cached) await execution.dispose();
  await sandbox.close();
});
