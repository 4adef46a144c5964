import { runStatechart } from '../../../src/statechart/workflow/index.ts';
import { buildMachine } from './build-machine.ts';
import type { MachineSpec } from './machine-spec.ts';
import { summaryOf } from './summary.ts';

/** Any generated machine as a workflow. */
export function generated(spec: MachineSpec) {
  return runStatechart(buildMachine(spec), { summarize: summaryOf });
}
